import type { Misbehaviour } from '../ledger/entry.ts';
import type { Misreport } from './misreport.ts';

/** What the network, or the server when it is asked to, does with one call. */
export interface Treatment {
  /** Instead of passing it on. `late`: it is kept, and passed on when its time has come. */
  before?: 'reset' | 'silence' | 'late' | Status;
  /** What the ledger is asked to do wrong. */
  ask?: Misbehaviour;
  /** It arrives twice. */
  isDoubled?: true;
  /** Instead of the answer. */
  after?: 'reset' | 'silence' | Status;
  /** The server's library reports a failure instead of the answer, as it does when an output breaks its schema. */
  misreports?: Misreport;
}

interface Status {
  status: number;
  retryAfterS?: number;
}

/** The faults of single calls, by the name that they have in the report. */
export const CALL_FAULTS = {
  refused: { before: { status: 503, retryAfterS: 1 } },
  rate_limited: { before: { status: 429, retryAfterS: 1 } },
  reset_before: { before: 'reset' },
  reset_after: { after: 'reset' },
  black_hole_before: { before: 'silence' },
  black_hole_after: { after: 'silence' },
  duplicated: { isDoubled: true },
  late: { before: 'late' },
  http_5xx_before: { before: { status: 500 } },
  http_5xx_after: { after: { status: 502 } },
  burst_5xx: { before: { status: 504 } },
  is_error: { ask: 'declined' },
  error_after: { ask: 'error_after' },
  rpc_error: { ask: 'rpc_error' },
  poison: { ask: 'poison' },
  differs: { ask: 'differs' },
  output_rpc_error: { misreports: 'rpc_error' },
  output_is_error: { misreports: 'is_error' },
} as const satisfies Record<string, Treatment>;

export type CallFaultKind = keyof typeof CALL_FAULTS;
