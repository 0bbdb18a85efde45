import type { Catalog, CatalogServer } from '../compiler/catalog.ts';
import type { Platform, PlatformServer, PlatformTransport } from '../compiler/platform/platform.ts';
import { substitute } from '../compiler/platform/substitute.ts';
import {
  createFederation,
  type Federation,
  type FederationEvent,
  type ServerConfig,
  type ServerCatalog,
  type ServerSource,
} from '../federation/federation.ts';
import { sha256Hex } from '../plan/hash/sha256.ts';
import { stringifyJson } from '../plan/numbers/json-text.ts';
import { recompile, type Project } from './project.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The project's servers. Secrets are looked up in the environment at the moment a connection is made; `childEnvironment` is added to
 * that of every stdio server.
 */
export function projectFederation(
  project: Project,
  environment: Environment,
  log: (event: FederationEvent) => void,
  childEnvironment: Record<string, string> = {},
): Federation {
  const servers = projectSources(project, environment, childEnvironment);
  return createFederation({ servers, log, now: () => Date.now(), environment });
}

/** What `Federation.setServers` wants to hear after platform.yaml has changed. */
export function projectSources(
  project: Project,
  environment: Environment,
  childEnvironment: Record<string, string>,
): ServerSource[] {
  return Object.values(project.platform?.servers ?? {}).map((server) => {
    // Where it stands in the file says nothing about the server; a secret that is written out must not travel.
    const { range: _range, environmentReferences: _references, ...declared } = server;
    const fingerprint = sha256Hex(stringifyJson([project.folder, childEnvironment, declared]));
    return { ...withChildEnvironment(serverSource(server, project, environment), childEnvironment), fingerprint };
  });
}

/** Asks the servers that the lock says nothing about and compiles again; a server that does not answer leaves its place empty. */
export async function withLiveCatalog(project: Project, federation: Federation): Promise<Project> {
  const known = project.catalog?.servers ?? {};
  const missing = federation.serverNames().filter((name) => !Object.hasOwn(known, name));
  if (missing.length === 0) return project;
  const live = await liveCatalog(federation, missing);
  if (Object.keys(live.catalog.servers).length === 0) return project;
  return recompile(project, { servers: { ...known, ...live.catalog.servers } });
}

/** What the named servers offer now, and why some could not say. */
export async function liveCatalog(
  federation: Federation,
  names: string[],
): Promise<{ catalog: Catalog; unreachable: { server: string; message: string }[] }> {
  const answers = await Promise.all(
    names.map(async (server) => ({ server, answer: await federation.catalog(server) })),
  );
  const servers: Record<string, CatalogServer> = {};
  const unreachable: { server: string; message: string }[] = [];
  for (const { server, answer } of answers) {
    if (answer.ok) servers[server] = toCatalogServer(answer.catalog);
    else unreachable.push({ server, message: 'message' in answer.observation ? answer.observation.message : '' });
  }
  return { catalog: { servers }, unreachable };
}

function toCatalogServer({ tools, resources, resourceTemplates }: ServerCatalog): CatalogServer {
  return {
    tools: Object.fromEntries(tools.map(({ name, title: _title, declaresOutput: _declares, ...tool }) => [name, tool])),
    ...(resources.length > 0 ? { resources } : {}),
    ...(resourceTemplates.length > 0 ? { resourceTemplates } : {}),
  };
}

function serverSource(server: PlatformServer, project: Project, environment: Environment): ServerSource {
  return { name: server.name, resolve: () => Promise.resolve(lookUp(server, project, environment)) };
}

function lookUp(
  server: PlatformServer,
  { folder, platform }: Project,
  environment: Environment,
): ServerConfig | { problem: string } {
  const missing = server.environmentReferences.find(({ variable }) => environment[variable] === undefined);
  if (missing === undefined) return resolveServer(server, folder, environment);
  const { line, column } = missing.range.start;
  const place = `${(platform as Platform).file}:${line}:${column}`;
  return {
    problem: `The environment variable ${missing.variable} of the server "${server.name}" is not set (${place}).`,
  };
}

function withChildEnvironment(source: ServerSource, added: Record<string, string>): ServerSource {
  return {
    name: source.name,
    async resolve(signal) {
      const config = await source.resolve(signal);
      if ('problem' in config || config.transport.kind !== 'stdio') return config;
      return { ...config, transport: { ...config.transport, env: { ...added, ...config.transport.env } } };
    },
  };
}

function resolveServer(
  server: PlatformServer,
  folder: string,
  environment: Environment,
): ServerConfig | { problem: string } {
  const fill = (text: string): string => {
    const filled = substitute(text, (variable) => environment[variable]);
    return filled.ok ? filled.text : '';
  };
  const { name, protocol, timeoutMs, trusted } = server;
  const tools = Object.entries(server.tools).map(([tool, { outputSchema, timeoutMs: own }]) => [
    tool,
    { ...(outputSchema === null ? {} : { outputSchema }), ...(own === null ? {} : { timeoutMs: own }) },
  ]);
  return {
    name,
    transport: resolveTransport(server.transport, folder, fill),
    protocol,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    trusted,
    toolOverrides: Object.fromEntries(tools) as ServerConfig['toolOverrides'],
  };
}

const DEFAULT_TIMEOUT_MS = 30_000;

function resolveTransport(
  transport: PlatformTransport,
  cwd: string,
  fill: (text: string) => string,
): ServerConfig['transport'] {
  const all = (texts: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, fill(text)]));
  switch (transport.kind) {
    case 'stdio':
      return {
        kind: 'stdio',
        command: fill(transport.command),
        args: transport.args.map(fill),
        env: all(transport.env),
        cwd,
      };
    case 'http':
      return { kind: 'http', url: fill(transport.url), headers: all(transport.headers), fallbackToSse: true };
    case 'sse':
      return { kind: 'sse', url: fill(transport.url), headers: all(transport.headers) };
  }
}
