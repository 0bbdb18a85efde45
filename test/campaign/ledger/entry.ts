/** One line of the journal. All events of one arrival of a request share `call`; the seq counts lines. */
export interface JournalEntry {
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  event: JournalEvent;
  call: number;
  server: string;
  tool: string;
  key: string | null;
  /** The forward key, on undo and probe. */
  compensates: string | null;
  execution: Execution | null;
  arguments: Record<string, unknown>;
  /** How the conductor had the server misbehave in this call. */
  fault?: Misbehaviour;
  /** On `applied`: id of the new effect; of an undo, of the effect that is over. */
  effect: string | null;
  output?: Record<string, unknown>;
  isError?: boolean;
  /** Why it was refused. */
  reason?: 'declined' | 'tombstoned' | 'remembered';
}

/**
 * `applied`: an effect began, or (undo) ended. `tombstoned`: the key that is undone can never be applied any more. `replayed`: the key is
 * known, the recorded answer was given again. `refused`: nothing happened.
 */
export type JournalEvent = 'received' | 'applied' | 'tombstoned' | 'replied' | 'replayed' | 'refused';

/** `_meta` `io.sagaflow/execution`. */
export interface Execution {
  id: string;
  runId: string;
  step: string;
  epoch: number;
  attempt: number;
}

/** What the server can be asked to do wrong in one call, by the request header `x-ledger-fault`. */
export const MISBEHAVIOURS = ['declined', 'error_after', 'rpc_error', 'poison', 'differs'] as const;
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

/** What an arrival has in common for all its lines. */
export type Arrival = Pick<
  JournalEntry,
  'call' | 'server' | 'tool' | 'key' | 'compensates' | 'execution' | 'arguments' | 'fault'
>;
