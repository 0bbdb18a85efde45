import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { Remains } from '../../plan/past.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ExecutionView, SagaState } from '../../plan/view.ts';

/** What operations know of the definitions of a project. */
export interface Definitions {
  find(name: string): { plan: Plan; planHash: string } | undefined;
  names(): string[];
}

/** Executions as operations see them. Implemented on Temporal; every method may throw OperationError `temporal-unavailable`. */
export interface Executions {
  /** The latest execution under an id that was not refused before its first step; null when there is none. */
  past(id: string): Promise<PastExecution | null>;
  /** `exists` when another execution holds the id: it runs, or it completed and `mayRepeat` is false. */
  start(request: PlannedStart): Promise<{ runId: string } | 'exists'>;
  /** Null when there is no such execution. */
  view(id: string, runId?: string): Promise<ExecutionView | null>;
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
  /** A completed execution under the same id does not stand in the way. */
  mayRepeat: boolean;
}

/** One change of an execution with the view after it. */
export interface ExecutionChange {
  /** `runId:eventId`, resumable. */
  cursor: string;
  event: ExecutionEvent;
  view: ExecutionView;
  /** The call that the event is about: what ran and how long it took. */
  call: { server: string; tool: string; durationMs: number | null } | null;
}

export interface ListQuery {
  definition?: string;
  status?: ExecutionView['status'];
  sagaState?: SagaState;
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
