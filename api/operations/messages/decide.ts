import { DECISION_VERBS } from '../../../plan/messages.ts';
import type { Decision } from '../../../plan/messages.ts';
import { demand, mayDecide } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { withoutAbsent } from './without-absent.ts';

/**
 * Tells a parked execution how to go on (SAGAS S26). The name that was verified is kept as `by`; where identity is off, the one that
 * the caller gives. Throws `refused` with the execution's own sentence when the decision does not fit.
 */
export function decide({ executions, access }: Parts) {
  return async (caller: Caller, id: string, verb: string, decision: Decision): Promise<void> => {
    await access.read(caller, id);
    demand(mayDecide(caller), `decide about "${id}"`, 'decide');
    const known: readonly string[] = DECISION_VERBS;
    if (!known.includes(verb)) {
      throw new OperationError('refused', `"${verb}" is no decision. Decisions are ${known.join(', ')}.`);
    }
    demandFinite(decision.arguments, '/arguments');
    demandFinite(decision.output, '/output');
    await executions.update(id, verb, withoutAbsent({ ...decision, by: caller.principal ?? decision.by }));
  };
}
