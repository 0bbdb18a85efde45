import type { JsonObject, JsonSchema } from '../plan/json.ts';
import type { Observation } from '../plan/observation.ts';
import type { Policy } from './policy/policy.ts';

/** How one server is reached. Secrets are already substituted; relative commands and paths are relative to `cwd`. */
export type Transport =
  | { kind: 'stdio'; command: string; args: string[]; env: Record<string, string>; cwd: string }
  | { kind: 'http'; url: string; headers: Record<string, string>; fallbackToSse: boolean }
  | { kind: 'sse'; url: string; headers: Record<string, string> };

export interface ServerConfig {
  name: string;
  transport: Transport;
  protocol: 'auto' | 'modern' | 'legacy';
  /** For each request that names no time of its own: connecting, listing, a sign of life. */
  timeoutMs: number;
  /** The server's annotations count (they are hints from an untrusted side otherwise). */
  trusted: boolean;
  toolOverrides: Record<string, ToolOverride>;
}

export interface ToolOverride {
  outputSchema?: JsonSchema;
  timeoutMs?: number;
}

/** A named server. Where it is, and with which secrets, is found out at the moment a connection is made, and again at each reconnect. */
export interface ServerSource {
  name: string;
  /**
   * A `problem` is one sentence that names the variable, the server and the line; it waits for a person. Network errors that it throws are
   * tried again, as is what it does not answer within ten seconds; the signal then aborts.
   */
  resolve(signal: AbortSignal): Promise<ServerConfig | { problem: string }>;
  /**
   * Sources of one name and one fingerprint declare the same server in the same way, policies included: `setServers` leaves its sessions
   * open. Without it, only the same object is the same server.
   */
  fingerprint?: string;
  /** What stands between everybody who asks this server and the server, the first one outermost; nothing when absent. */
  policies?: readonly Policy[];
}

export interface FederationDeps {
  servers: ServerSource[];
  log: (event: FederationEvent) => void;
  /** Milliseconds; used for back-off and durations. */
  now: () => number;
  /** Largest tool result handed on, in bytes of JSON; 256 kB when absent, never above 2 MB. */
  maxResultBytes?: number;
  /** The parent's environment, of which children of stdio servers inherit a small safe set (PATH, HOME, …). */
  environment: Readonly<Record<string, string | undefined>>;
}

export type FederationEvent =
  | { kind: 'connected'; server: string; era: Era; durationMs: number }
  | { kind: 'connect_failed'; server: string; message: string }
  | { kind: 'disconnected'; server: string; message: string }
  | {
      kind: 'catalog';
      server: string;
      tools: number;
      resources: number;
      templates: number;
      cause: 'connect' | 'changed' | 'asked';
    }
  | { kind: 'catalog_problem'; server: string; message: string }
  | { kind: 'stderr'; server: string; line: string }
  | { kind: 'notice'; server: string; message: string };

export type Era = 'modern' | 'legacy';

export interface CallOptions {
  /** Absolute maximum for the whole call, connecting included; progress does not extend it. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Called right before the first byte of the call leaves. Never called when nothing is sent. */
  onSent: () => void;
  /** Called for what the server reports of its progress. The server is asked for reports only when it is given; they extend nothing. */
  onProgress?: (report: ProgressReport) => void;
}

export interface ProgressReport {
  /** Finite, as is `total`. */
  progress: number;
  total?: number;
  /** One line of at most 300 characters. */
  message?: string;
}

export interface ToolCall {
  server: string;
  tool: string;
  arguments: JsonObject;
  /** Sent as `_meta`. */
  meta: JsonObject;
  /** A repeated call is safe: it only reads, or the tool knows it by its key. Without it no answer leads to a second sending. */
  repeatable?: boolean;
}

export interface ResourceRead {
  server: string;
  uri: string;
  meta: JsonObject;
}

export interface AskOptions {
  signal?: AbortSignal;
  /** For all of it, connecting included. When absent, the server's own `timeoutMs` counts for each request. */
  timeoutMs?: number;
}

export type CatalogResult = { ok: true; catalog: ServerCatalog } | { ok: false; observation: Observation };

export interface ServerCatalog {
  server: string;
  era: Era;
  /** From the configuration: whether `annotations` count. */
  trusted: boolean;
  serverInfo: { name: string; version: string };
  tools: ToolEntry[];
  /** False: an entry could not be read and was left out, so a tool that is not in the list may be there all the same. */
  hasAllTools: boolean;
  resources: ResourceEntry[];
  resourceTemplates: ResourceTemplateEntry[];
}

export interface ToolEntry {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonSchema;
  /** The platform's override where there is one, else the server's own. */
  outputSchema?: JsonSchema;
  /** The server itself declares an output schema, so it may check what the tool returned, after the tool ran. */
  declaresOutput: boolean;
  annotations?: ToolAnnotations;
  /** `sha256:…` over the canonical JSON of what the server declared: {annotations, inputSchema, outputSchema}. */
  schemaHash: string;
}

interface ToolAnnotations {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
}

export interface ResourceEntry {
  uri: string;
  name: string;
  description?: string;
  mimeType?: string;
}

export interface ResourceTemplateEntry {
  uriTemplate: string;
  name: string;
  description?: string;
  mimeType?: string;
}

export type HealthResult =
  | { healthy: true; era: Era; probe: 'server/discover' | 'ping'; durationMs: number }
  | { healthy: false; observation: Observation };

/** All of these reject only for mistakes of this program; what goes wrong between us and a server is an observation. */
export interface Federation {
  serverNames(): string[];
  /**
   * What is served from now on. New servers are connected when they are first asked. Removed and changed ones take no new requests and are
   * closed when those under way have ended; the promise settles then.
   */
  setServers(sources: readonly ServerSource[]): Promise<void>;
  /** What the server offers; kept until `list_changed` or reconnect, so it may come from a server that has stopped answering: see `health`. */
  catalog(server: string, options?: AskOptions): Promise<CatalogResult>;
  /** One `tools/call`. The observation carries facts, no verdict. */
  callTool(call: ToolCall, options: CallOptions): Promise<Observation>;
  /** One `resources/read`. */
  readResource(call: ResourceRead, options: CallOptions): Promise<Observation>;
  /** Asks for a sign of life: `server/discover` on modern servers, `ping` on legacy ones. */
  health(server: string, options?: AskOptions): Promise<HealthResult>;
  /** Ends every session and every child process at once. Later calls are refused. */
  close(): Promise<void>;
}
