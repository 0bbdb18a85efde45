import type { Observation, RpcErrorObservation } from '../../plan/observation.ts';
import type { ToolEntry } from '../contract.ts';
import { saysOutputInvalid } from './says-output-invalid.ts';

const invalidParams = -32602;
/** Errors a server gives when its list is newer than ours; -32020 is "header mismatch". */
const staleListCodes = new Set([-32601, invalidParams, -32020]);

export function isOfStaleList(seen: Observation): seen is RpcErrorObservation {
  return seen.kind === 'rpc_error' && seen.isUnaddressed !== true && staleListCodes.has(seen.code);
}

/** An error with what is known of the tool that was called: facts that tell a refused call from a refused result. */
export function withToolFacts(seen: Observation, { declaresOutput }: ToolEntry): Observation {
  if (seen.kind !== 'rpc_error') return seen;
  return {
    ...seen,
    ...(declaresOutput && { declaresOutput }),
    ...(saysOutputInvalid(seen.message) && { saysOutputInvalid: true }),
  };
}

/** Whether the tool may have run before this error was made: then the call is not sent again, whatever a newer list says. */
export function mayComeAfterEffect(
  used: ToolEntry,
  fresh: ToolEntry,
  { code, saysOutputInvalid }: RpcErrorObservation,
): boolean {
  return saysOutputInvalid === true || (code === invalidParams && (used.declaresOutput || fresh.declaresOutput));
}
