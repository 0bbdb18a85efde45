import type { Idempotency } from '../../plan/plan.ts';
import type { Places } from '../syntax/places.ts';
import { parseDuration } from '../syntax/duration.ts';
import { environmentReferences } from './connection-texts.ts';
import type { DeclaredServer } from './declared-servers.ts';
import type { NamedServerSyntax, ToolOverrideSyntax } from './language.ts';
import type {
  EnvironmentReference,
  PlatformAuth,
  PlatformServer,
  PlatformTool,
  PlatformTransport,
} from './platform.ts';
import { variablesIn } from './substitute.ts';

/** One server with every default explicit, or null when it has nothing that could be connected. */
export function normaliseServer(server: DeclaredServer, places: Places): PlatformServer | null {
  const { keys, name, path } = server;
  const auth = normaliseAuth(name, keys.auth);
  const transport = normaliseTransport(server, auth);
  if (transport === null) return null;
  return {
    name,
    range: server.listed ? places.of([...path, 'name']) : places.of(path, 'key'),
    transport,
    protocol: keys.protocol ?? 'auto',
    trusted: keys.trusted ?? false,
    idempotency: normaliseIdempotency(keys.idempotency),
    atomicErrors: keys.atomic_errors ?? false,
    lateCallsRefused: keys.late_calls === 'refused',
    timeoutMs: milliseconds(keys.timeout),
    schemes: keys.schemes ?? [],
    auth,
    tools: Object.fromEntries(
      Object.entries(keys.tools ?? {}).map(([tool, override]) => [tool, normaliseTool(override)]),
    ),
    environmentReferences: [...environmentReferences(server, places), ...authReferences(auth, server, places)],
  };
}

function normaliseTransport({ keys, address }: DeclaredServer, auth: PlatformAuth | null): PlatformTransport | null {
  if (keys.command !== undefined)
    return { kind: 'stdio', command: keys.command, args: keys.args ?? [], env: texts(keys.env) };
  if (address === null) return null;
  const bearer: Record<string, string> =
    auth === null || auth.kind === 'oauth' ? {} : { Authorization: `Bearer ${auth.token}` };
  return {
    kind: keys.transport === 'sse' ? 'sse' : 'http',
    url: address,
    headers: { ...bearer, ...texts(keys.headers) },
  };
}

/** YAML reads `PORT: 8080` as a number; an environment and headers know only text. */
function texts(mapping: NamedServerSyntax['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping ?? {}).map(([name, value]) => [name, String(value)]));
}

function normaliseAuth(server: string, written: NamedServerSyntax['auth']): PlatformAuth | null {
  if (written === undefined) return null;
  const given: Exclude<typeof written, string> = typeof written === 'string' ? { type: written } : written;
  if (given.type === 'oauth') {
    const clientId = given.client_id ?? reference(server, 'CLIENT_ID');
    return { kind: 'oauth', clientId, clientSecret: given.client_secret ?? reference(server, 'CLIENT_SECRET') };
  }
  return { kind: given.type, token: given.token ?? reference(server, given.type === 'token' ? 'TOKEN' : 'BOT_TOKEN') };
}

/** `data-lake` and `TOKEN` → `${DATA_LAKE_TOKEN}`. */
function reference(server: string, suffix: string): string {
  const prefix = server.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return `\${${/^[0-9]/.test(prefix) ? '_' : ''}${prefix}_${suffix}}`;
}

/** OAuth is not in force: what it would read is not missed when it is not set. */
function authReferences(auth: PlatformAuth | null, { path }: DeclaredServer, places: Places): EnvironmentReference[] {
  if (auth === null || auth.kind === 'oauth') return [];
  return variablesIn(auth.token).map(({ variable }) => ({ variable, range: places.of([...path, 'auth']) }));
}

function normaliseTool(override: ToolOverrideSyntax): PlatformTool {
  return {
    outputSchema: override.output_schema ?? null,
    effect: override.effect ?? null,
    idempotency: normaliseIdempotency(override.idempotency),
    atomicErrors: override.atomic_errors ?? null,
    timeoutMs: milliseconds(override.timeout),
    classification: override.classification ?? null,
  };
}

function normaliseIdempotency(written: NamedServerSyntax['idempotency']): Idempotency | null {
  if (written === undefined) return null;
  if (typeof written === 'string') return { kind: written, argument: null, retentionMs: null };
  return { kind: 'argument', argument: written.argument, retentionMs: milliseconds(written.retention) };
}

function milliseconds(written: string | undefined): number | null {
  return written === undefined ? null : parseDuration(written);
}
