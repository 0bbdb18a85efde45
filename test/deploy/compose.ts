import { readYaml } from './read-yaml.ts';

export interface Service {
  image?: string;
  build?: string;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  healthcheck?: unknown;
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas?: number };
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export function readCompose(): Compose {
  const [compose] = readYaml<Compose>('docker-compose.yml');
  if (compose === undefined) throw new Error('docker-compose.yml is empty.');
  return compose;
}

/** Services that run our image. */
export function ownServices({ services }: Compose): [string, Service][] {
  return Object.entries(services).filter(([, { build }]) => build !== undefined);
}
