import type { Schedule } from '../../compiler/schedule/schedule.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { Ownership } from '../../plan/ownership.ts';
import type { Remains } from '../../plan/past.ts';
import type { Plan } from '../../plan/plan.ts';
import type { DataRequest, RecordedData } from '../../plan/recorded-data.ts';
import type { ViewHead } from '../../plan/view/fold.ts';
import type { ExecutionView, SagaState, StepView } from '../../plan/view.ts';

/** What operations know of the definitions of a project. */
export interface Definitions<D extends Definition = Definition> {
  find(name: string): D | undefined;
  names(): string[];
}

export interface Definition {
  plan: Plan;
  planHash: string;
}

/** The definitions of a project that may change while it is served. */
export interface ServedDefinitions extends Definitions<ServedDefinition> {
  /** Files that cannot be compiled now; what was compiled before stays. */
  broken(): { file: string; message: string }[];
  /** Gives a function that ends it. */
  onChange(listener: () => void): () => void;
}

export interface ServedDefinition extends Definition {
  /** The YAML that it was compiled from. */
  source: string;
  /** When it starts by itself; null when it does not. */
  schedule: Schedule | null;
  /** Compiled without its tools' schemas: it can be looked at, not started. */
  skipped: string[];
}

/** The named MCP servers behind the tools. */
export interface Servers {
  status(): Promise<ServerStatus[]>;
}

export interface ServerStatus {
  name: string;
  state: 'ok' | 'unavailable';
  era: 'modern' | 'legacy' | null;
  tools: { name: string; description: string | null }[];
  /** Why it is unavailable. */
  message: string | null;
}

/** Executions as operations see them. Implemented on Temporal; every method may throw OperationError `temporal-unavailable`. */
export interface Executions {
  /** The latest execution under an id that was not refused before its first step; null when there is none. */
  past(id: string): Promise<PastExecution | null>;
  /** `exists` when another execution holds the id, and `reuse` does not pass over it. */
  start(request: PlannedStart): Promise<{ runId: string } | 'exists'>;
  /** Whose execution it is; null when there is none. */
  owner(id: string, runId?: string): Promise<ExecutionOwner | null>;
  /** The execution that was started with this key before. One of the last seconds may be missing: Temporal's search is late. */
  claimed(keyDigest: string): Promise<{ id: string; claim: Claim } | null>;
  /** The plan that a run goes by, from its history; null when it has none yet. */
  plan(id: string, runId: string): Promise<Plan | null>;
  /** Where people see an execution. */
  links(id: string, runId: string): ExecutionView['links'];
  /** Resolves when Temporal answers, soon. */
  check(): Promise<void>;
  /** From the history, so that no worker is needed; null when there is no such execution. */
  view(id: string, runId?: string): Promise<ExecutionView | null>;
  /** Input, arguments and outputs, from the histories of this run and those that it continues; null when the run is gone. */
  data(id: string, runId: string, request: DataRequest): Promise<RecordedData | null>;
  /** Every change from the first to the last, then the ones to come; ends when the execution ends or the signal aborts. */
  follow(id: string, options: { runId?: string; signal?: AbortSignal }): AsyncIterable<ExecutionChange>;
  list(query: ListQuery): Promise<ListPage>;
  /** An Update; resolves when the execution has taken it. Throws `refused` with its own sentence when it does not fit. */
  update(id: string, name: string, argument: JsonObject): Promise<void>;
  signal(id: string, name: string, payload: Json): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Whether a worker polls the task queue: without one nothing moves. */
  hasWorker(): Promise<boolean>;
}

export interface PastExecution {
  runId: string;
  status: ExecutionView['status'];
  /** Type of the failure that it ended with. */
  failureType: string | null;
  tenant: string;
  /** What of it may still be in force, unless it runs or completed. */
  remains: Remains;
  input: Json;
}

export interface PlannedStart {
  id: string;
  businessKey: string;
  plan: Plan;
  planHash: string;
  input: JsonObject;
  owner: Ownership;
  claim: Claim | null;
  /** Which earlier execution under the same id does not stand in the way. */
  reuse: 'none' | 'unfinished' | 'any';
}

/** An idempotency key as history keeps it. Histories are shown to many, and key and request are the caller's own: they are digests. */
export interface Claim {
  /** Of tenant, caller, definition and key. */
  key: string;
  /** Of everything that was asked for. */
  request: string;
}

export interface ExecutionOwner {
  runId: string;
  definition: string;
  status: ExecutionView['status'];
  tenant: string;
  startedBy: string | null;
  claim: Claim | null;
}

/** One change of an execution, with what it looks like after it. */
export interface ExecutionChange {
  /** `runId:eventId`, resumable. */
  cursor: string;
  event: ExecutionEvent;
  /** The row that the event is about. */
  step: StepView | null;
  /** Everything but the steps. */
  head: ViewHead;
  stepCount: number;
  /** The whole, put together when it is asked for: as it is until the next change is read. */
  readonly view: ExecutionView;
  /** The call that the event is the end of: what ran and how long it took. */
  call: { server: string; tool: string; durationMs: number | null } | null;
  /** The last of the changes that share this cursor: whoever goes on after this cursor misses none. */
  isLastOfEvent: boolean;
  /** Nothing more is known now: the execution stands as it says. */
  isLatest: boolean;
}

export interface ListQuery {
  definition?: string;
  status?: ExecutionView['status'];
  sagaState?: SagaState;
  /** Only executions of this tenant; without it of all. */
  tenant?: string;
  /** Only these definitions; without it all. */
  definitions?: readonly string[];
  /** 1–1000. */
  limit: number;
  cursor?: string;
}

export interface ListPage {
  executions: ListedExecution[];
  /** Present when there may be more. */
  cursor: string | null;
}

export interface ListedExecution {
  id: string;
  runId: string;
  definition: string;
  status: ExecutionView['status'];
  sagaState: SagaState;
  failedStep: string | null;
  parkReason: string | null;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string | null;
}
