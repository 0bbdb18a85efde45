import { readdirSync } from 'node:fs';
import { readYaml, repositoryPath } from './read-yaml.ts';

const FOLDERS = ['deploy/kubernetes/base', 'deploy/kubernetes/temporal-cloud'];

export interface Manifest {
  file: string;
  kind: string;
  apiVersion: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

export interface Variable {
  name: string;
  value?: string;
}

interface Probe {
  httpGet: { path: string; port: string };
}

export interface Container {
  name: string;
  image: string;
  args: string[];
  env?: Variable[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  securityContext?: unknown;
  resources?: unknown;
  volumeMounts?: { name: string }[];
}

export interface Deployment extends Manifest {
  spec: {
    replicas?: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        serviceAccountName: string;
        automountServiceAccountToken: boolean;
        securityContext: unknown;
        containers: Container[];
        volumes: { name: string }[];
      };
    };
  };
}

/** Every manifest in the repository, kustomizations left out. */
export function readManifests(): Manifest[] {
  const files = FOLDERS.flatMap((folder) => yamlFiles(folder).map((name) => `${folder}/${name}`));
  return files.flatMap((file) => readYaml<Omit<Manifest, 'file'>>(file).map((manifest) => ({ file, ...manifest })));
}

export function readDeployments(): Deployment[] {
  return readManifests().filter((manifest): manifest is Deployment => manifest.kind === 'Deployment');
}

function yamlFiles(folder: string): string[] {
  const names = readdirSync(repositoryPath(folder));
  return names.filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml').sort();
}
