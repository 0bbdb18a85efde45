import type { Json, JsonObject } from './json.ts';

/**
 * What was seen of one `tools/call` or `resources/read`: facts, no verdict. Federation returns it, `outcome.ts` judges it
 * (SAGAS O1–O12). `message` is one short sentence for people and is never branched on.
 */
export type Observation =
  | ResultObservation
  | ResourceObservation
  | NotSentObservation
  | RefusedHereObservation
  | HttpErrorObservation
  | BrokenObservation
  | RpcErrorObservation
  | InputRequiredObservation
  | BadResultObservation;

/** The server answered with a tool result; `isError` is MCP's own flag (O8). */
export interface ResultObservation {
  kind: 'result';
  isError: boolean;
  /** The error says that what the tool returned was refused: the tool had run. Only a text says so, so it may only make us more careful. */
  saysOutputInvalid?: true;
  /** MCP content blocks as they came. */
  content: JsonObject[];
  /** Any JSON; absent when the server sent none. */
  structuredContent?: Json;
}

/** The answer to `resources/read`: MCP's `contents` as they came. */
export interface ResourceObservation {
  kind: 'resource';
  contents: JsonObject[];
}

/**
 * Nothing reached the server (O1): it could not be found (`discovery`, `dns`), reached or started, a session was already gone or could
 * not be opened, or a policy of ours did not let the call through (`held_back`).
 */
export interface NotSentObservation {
  kind: 'not_sent';
  reason: 'discovery' | 'dns' | 'connect' | 'tls' | 'spawn' | 'not_connected' | 'negotiation' | 'held_back';
  message: string;
  /** Milliseconds from now, when it is known that asking earlier is in vain. */
  retryAfterMs?: number;
}

/** Our own refusal before sending: unknown server, no such tool in a fresh list, arguments that do not fit, cancelled (O2). */
export interface RefusedHereObservation {
  kind: 'refused_here';
  reason:
    'unknown_server' | 'unknown_tool' | 'configuration' | 'arguments' | 'schema_changed' | 'canceled' | 'too_large';
  message: string;
}

/** The HTTP layer answered with an error status (O3, O4). */
export interface HttpErrorObservation {
  kind: 'http_error';
  status: number;
  /** From `Retry-After`, milliseconds from now. */
  retryAfterMs?: number;
  /** The body was a JSON-RPC or JSON error that says the request was refused, not half done (a 503 is then O3). */
  refusingBody: boolean;
  message: string;
}

/** Sent, but no answer came: the call may or may not have happened (O5). */
export interface BrokenObservation {
  kind: 'broken';
  reason: 'timeout' | 'reset' | 'stream_ended' | 'server_died' | 'canceled';
  message: string;
}

/** A JSON-RPC error answer (O6, O7, O10). */
export interface RpcErrorObservation {
  kind: 'rpc_error';
  code: number;
  /** It came on the request's own response and named no request: whether it was about this one alone is not said. */
  isUnaddressed?: true;
  /** In the list that was used for sending, or in a newer one, the server declares what the tool returns: it may check that, after the tool ran. */
  declaresOutput?: true;
  /** As with a result. */
  saysOutputInvalid?: true;
  message: string;
}

/** The server wants input before it goes on (O9). */
export interface InputRequiredObservation {
  kind: 'input_required';
  message: string;
}

/** An answer came, but it cannot be used (O10). */
export interface BadResultObservation {
  kind: 'bad_result';
  reason: 'schema' | 'too_large' | 'not_json' | 'protocol';
  message: string;
}
