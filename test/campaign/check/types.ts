import type { PlanShape } from './reading/plan-shape.ts';

/** One line of `ledger.jsonl`; `at` in milliseconds since the epoch. */
export interface JournalEntry {
  seq: number;
  at: number;
  event: 'received' | 'applied' | 'replied' | 'replayed' | 'tombstoned' | 'refused';
  /** All events of one arrival share it. */
  call: number;
  server: string;
  tool: string;
  key: string | null;
  compensates: string | null;
  execution: { id: string; runId: string; step: string; epoch: number; attempt: number } | null;
  arguments: Record<string, unknown>;
  /** On an applied forward call the new effect, on an applied compensation the one that ends. */
  effect: string | null;
}

/** One line of `starts.jsonl`: a start that was acknowledged. */
export interface StartEntry {
  id: string;
  runId: string;
  definition: string;
  input: unknown;
}

/** What a scheduled call asks for, as its activity's input says. */
export interface Request {
  direction: 'forward' | 'compensation' | 'probe';
  server: string;
  tool: string;
  path: string;
  epoch: number;
  key: string;
  compensates: string | null;
  arguments: Record<string, unknown>;
  /** Compensation arguments known before the call; null when the call only reads. */
  intent: { frozen: unknown; withoutOutput: unknown } | null;
}

/** One scheduled activity of one run. */
export interface Call {
  workflowId: string;
  runId: string;
  eventId: number;
  /** Milliseconds since the epoch. */
  at: number;
  request: Request;
  end: CallEnd | null;
}

export interface CallEnd {
  /** `foreign`: completed with something that no worker of ours gives. */
  kind: 'completed' | 'foreign' | 'failed' | 'timed_out' | 'canceled';
  eventId: number;
  at: number;
  /** What it froze; null when it froze nothing or did not complete. */
  frozen: unknown;
  /** An earlier attempt of it may have happened. */
  repeated: boolean;
  failure: { type: string; message: string; outcome: string | null } | null;
}

export interface ChildCall {
  id: string;
  eventId: number;
  endEventId: number | null;
  completed: boolean;
}

/** A change of the search attributes that operators look for. */
export interface Shown {
  eventId: number;
  state: string | null;
  step: string | null;
  reason: string | null;
}

/** A decision of an operator that was taken, as history keeps it. */
export interface Decided {
  eventId: number;
  verb: string;
  /** Path of the parked call or step, without `~undo`. */
  path: string;
  /** Of `resolve_unknown`. */
  happened: boolean;
}

export interface Close {
  kind: 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out' | 'continued';
  eventId: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** Of `failed`: the ending's type, e.g. `SagaCompensated`. */
  type: string | null;
  message: string;
  cause: { type: string; message: string } | null;
  /** The ending's own details. */
  step: string | null;
  told: { type: string; message: string } | null;
  notCompensated: string[];
}

/** One run's history. */
export interface Run {
  workflowId: string;
  runId: string;
  firstRunId: string;
  workflowType: string;
  /** When this run came to be: its start, or the reset that made it. */
  createdAt: number;
  continuedFrom: string | null;
  parentId: string | null;
  input: unknown;
  plan: PlanShape | null;
  /** The third argument: what a parent, an earlier run or the reconciler handed on. */
  carried: unknown;
  calls: Call[];
  children: ChildCall[];
  shown: Shown[];
  decided: Decided[];
  /** Ids of the events that completed a workflow task. */
  tasks: number[];
  close: Close | null;
  /** As it stands in its file, for the replay. */
  recorded: { workflowId: string; history: unknown };
}

/** All runs of one start under one workflow id: resets and continue-as-new share its first run id. */
export interface Execution {
  id: string;
  firstRunId: string;
  runs: Run[];
  /** The run that counts: what a reset left behind, it left behind. */
  latest: Run;
  /** The latest run and those it continued, oldest first. */
  chain: Run[];
}

/** One saga: an execution that somebody started, its children and its recoveries. They are judged together. */
export interface Saga {
  id: string;
  root: Execution;
  children: Execution[];
  /** Of every run of it that was terminated, and of those recoveries in their turn. */
  recoveries: Execution[];
  /** The one that speaks for the latest run, when that was terminated. */
  recovery: Execution | null;
}

/** One effect in the ledger's books. */
export interface Effect {
  id: string;
  applied: JournalEntry;
  undone: JournalEntry | null;
}

export interface CampaignRun {
  folder: string;
  journal: JournalEntry[];
  starts: StartEntry[];
  runs: Run[];
  sagas: Saga[];
  effects: Effect[];
  /** Scheduled calls by key, over all runs of all executions. */
  callsByKey: ReadonlyMap<string, Call[]>;
  /** A saga's effects, in force or not: by key, or by the execution that the call named when nobody scheduled its key. */
  effectsOf: ReadonlyMap<Saga, Effect[]>;
  /** Path of the workflow bundle that histories are replayed with. */
  bundle: string;
}

export interface Violation {
  invariant: string;
  /** Workflow id. */
  execution: string;
  what: string;
}

export interface Findings {
  /** How many cases were looked at: an invariant that looked at none proves nothing. */
  checked: number;
  violations: Omit<Violation, 'invariant'>[];
}

export interface Invariant {
  id: string;
  /** Its exact reading; the report prints it. */
  reading: string;
  check(run: CampaignRun): Findings | Promise<Findings>;
}
