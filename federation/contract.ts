import type { JsonObject, JsonSchema } from '../plan/json.ts';
import type { Observation } from '../plan/observation.ts';

/** How one server is reached. Secrets are already substituted; relative commands and paths are relative to `cwd`. */
export type Transport =
  | { kind: 'stdio'; command: string; args: string[]; env: Record<string, string>; cwd: string }
  | { kind: 'http'; url: string; headers: Record<string, string>; fallbackToSse: boolean }
  | { kind: 'sse'; url: string; headers: Record<string, string> };

export interface ServerConfig {
  name: string;
  transport: Transport;
  protocol: 'auto' | 'modern' | 'legacy';
  /** Default for one request that names no timeout of its own: connecting, listing, health. */
  timeoutMs: number;
  /** The server's annotations count (they are hints from an untrusted side otherwise). */
  trusted: boolean;
  /** URI schemes whose resources are read here. */
  schemes: string[];
  toolOverrides: Record<string, ToolOverride>;
}

export interface ToolOverride {
  outputSchema?: JsonSchema;
  timeoutMs?: number;
}

/** A named server whose `${ENV}` references are substituted at the moment a connection is made, and again at each reconnect. */
export interface ServerSource {
  name: string;
  /** A `problem` is one sentence that names the variable, the server and the line. */
  resolve(): ServerConfig | { problem: string };
}

export interface FederationDeps {
  servers: ServerSource[];
  log: (event: FederationEvent) => void;
  /** Milliseconds; used for back-off and the times in `status`. */
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
  onProgress?: (progress: Progress) => void;
}

interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

export interface ToolCall {
  server: string;
  tool: string;
  arguments: JsonObject;
  /** Sent as `_meta`. */
  meta: JsonObject;
  /** When given, the call is refused (`schema_changed`) unless the live tool has this `schemaHash`. */
  schemaHash?: string;
}

export interface ResourceRead {
  server: string;
  uri: string;
  meta: JsonObject;
}

export interface AskOptions {
  signal?: AbortSignal;
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

export type RouteResult = { ok: true; server: string } | { ok: false; problem: string; candidates: string[] };

export interface ServerStatus {
  state: 'idle' | 'connecting' | 'ready' | 'failed';
  era?: Era;
  lastError?: string;
  connectedAt?: number;
  toolCount?: number;
}

export type HealthResult =
  | { healthy: true; era: Era; probe: 'server/discover' | 'ping'; durationMs: number }
  | { healthy: false; observation: Observation };

export interface Federation {
  serverNames(): string[];
  /** What the server offers; kept until `list_changed`, reconnect or `refresh`. */
  catalog(server: string, options?: AskOptions & { refresh?: boolean }): Promise<CatalogResult>;
  /** One `tools/call`. Never throws; the observation carries facts, no verdict. */
  callTool(call: ToolCall, options: CallOptions): Promise<Observation>;
  /** One `resources/read`. Never throws. */
  readResource(call: ResourceRead, options: CallOptions): Promise<Observation>;
  /** Which server reads a URI: declared schemes, then a server's name as scheme, then what servers list. */
  routeResource(uri: string, options?: AskOptions): Promise<RouteResult>;
  status(server: string): ServerStatus;
  /** `server/discover` on modern servers, `ping` on legacy ones. */
  health(server: string, options?: AskOptions): Promise<HealthResult>;
  /** Ends every session and every child process. Later calls are refused. */
  close(): Promise<void>;
}
