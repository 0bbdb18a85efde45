import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';
import type { Decision } from '../../plan/messages.ts';
import type { ExecutionView } from '../../plan/view.ts';
import type { Caller } from './caller.ts';
import type { ExecutionChange, ListPage, ListQuery, ServerStatus } from './ports.ts';

/**
 * What can be asked of Sagaflow, the same behind every door: REST, the MCP facade, the console. Every operation takes the verified
 * caller first, and throws OperationError only.
 */
export interface Operations {
  /** Those the caller may read, by name. */
  definitions(caller: Caller): DefinitionSummary[];
  /** Throws `unknown-definition`, `forbidden`. */
  definition(caller: Caller, name: string): DefinitionDetail;
  /** Calls back when definitions were added, changed or removed; gives a function that ends it. */
  onDefinitionsChanged(listener: () => void): () => void;
  /**
   * Starts an execution, or finds the one that the very same start has made. With `waitMs` it stays until the execution has ended or
   * waits for a person, at most that long. Throws `invalid-input` with JSON pointers, `execution-conflict`, `idempotency-key-reused` …
   */
  start(caller: Caller, request: StartRequest): Promise<Started>;
  /** The view as soon as the execution has ended or waits for a person, at the latest after `waitMs`. */
  wait(caller: Caller, target: { id: string; runId?: string }, options: WaitOptions): Promise<ExecutionView>;
  /** Throws `unknown-execution`, also for one of another tenant. */
  get(caller: Caller, id: string, runId?: string): Promise<ExecutionView>;
  /** Newest first; only what the caller may read. */
  list(caller: Caller, query: ListQuery): Promise<ListPage>;
  /**
   * Every change, from the first or after `after` (a cursor that it gave before); ends with the `closed` event or when the signal
   * aborts. The promise rejects before anything is given when there is no such execution.
   */
  follow(caller: Caller, id: string, options: FollowOptions): Promise<AsyncIterable<ExecutionChange>>;
  /** An operator's verb (SAGAS S26). Throws `refused` with the execution's own sentence. Records the caller as `by`. */
  decide(caller: Caller, id: string, verb: string, decision: Decision): Promise<void>;
  /** Throws `own-approval` when the caller is who started the execution. */
  approve(caller: Caller, id: string, step: string, answer: Approval): Promise<void>;
  signal(caller: Caller, id: string, name: string, payload: Json): Promise<void>;
  cancel(caller: Caller, id: string): Promise<void>;
  servers(caller: Caller): Promise<ServerStatus[]>;
  /** Never throws; for probes, so it takes no caller. */
  health(): Promise<Health>;
}

export interface DefinitionSummary {
  name: string;
  version: number;
  description: string | null;
  kind: 'saga' | 'workflow';
  planHash: string;
  /** What hinders it from being started now: its tools' schemas are not known. Null when it can be. */
  problem: string | null;
}

export interface DefinitionDetail extends DefinitionSummary {
  /** JSON Schema 2020-12, `type: object`. */
  input: JsonSchema;
  /** Null when nothing is known. */
  output: JsonSchema | null;
  steps: StepSummary[];
  /** Mermaid flowchart. */
  graph: string;
  /** The YAML as it was compiled. */
  source: string;
  /** The effects of its steps, for the annotations of a tool. */
  effects: { isReadOnly: boolean; isDestructive: boolean; isIdempotent: boolean };
}

export interface StepSummary {
  name: string;
  verb: string;
  server: string | null;
  tool: string | null;
  dependsOn: string[];
  /** `server.tool` of the compensation. */
  compensation: string | null;
  isPivot: boolean;
}

export interface StartRequest {
  definition: string;
  input: unknown;
  /** The caller's id; without it the definition's `execution_id`, else one from the idempotency key, else a random one. */
  id?: string;
  /** The run that was looked at, when the last one under this id was terminated or only partly undone. */
  after?: string;
  /** The same key with the same request gives the same execution, also when that has ended. */
  idempotencyKey?: string;
  /** 0 or missing: do not wait. */
  waitMs?: number;
  /** Ends the waiting early, never the execution. */
  signal?: AbortSignal;
  /** While waiting: every change. */
  onChange?: (change: ExecutionChange) => void;
}

export interface Started {
  view: ExecutionView;
  /** False when the same start was made before. */
  isNew: boolean;
  /** False when `waitMs` was given and the execution still runs. */
  isDone: boolean;
}

export interface WaitOptions {
  waitMs: number;
  signal?: AbortSignal;
  onChange?: (change: ExecutionChange) => void;
}

export interface FollowOptions {
  runId?: string;
  /** `runId:eventId`: changes up to and including this event are left out. */
  after?: string;
  signal?: AbortSignal;
}

export interface Approval {
  approved: boolean;
  form?: JsonObject;
  reason?: string;
}

export interface Health {
  isReady: boolean;
  temporal: { isReachable: boolean; message: string | null };
  /** Definitions that cannot be compiled now: their last good plan is served. */
  brokenDefinitions: { file: string; message: string }[];
}
