import { DECISION_VERBS } from '../../../plan/messages.ts';
import type { Decision } from '../../../plan/messages.ts';
import { demand, mayDecide } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { targetOf } from './route.ts';
import { findOnlyPark } from './the-park.ts';
import { withoutAbsent } from './without-absent.ts';

/** `executionId`: the child that is parked, as the wait names it. */
export interface RoutedDecision extends Decision {
  executionId?: string;
}

/**
 * Tells a parked execution how to go on (SAGAS S26). The name that was verified is kept as `by`; where identity is off, the one that
 * the caller gives. Throws `refused` with the execution's own sentence when the decision does not fit. Without `parkId` it is about the only park that is open.
 */
export function decide(parts: Parts) {
  const { executions } = parts;
  return async (
    caller: Caller,
    id: string,
    verb: string,
    { executionId, ...decision }: RoutedDecision,
  ): Promise<void> => {
    const named = await targetOf(parts, caller, id, executionId);
    demand(mayDecide(caller), `decide about "${id}"`, 'decide');
    const known: readonly string[] = DECISION_VERBS;
    if (!known.includes(verb)) {
      throw new OperationError('refused', `"${verb}" is no decision. Decisions are ${known.join(', ')}.`);
    }
    demandFinite(decision.arguments, '/arguments');
    demandFinite(decision.output, '/output');
    // `retry` finds its park by itself in the execution; a park inside a child must be found here.
    const park = decision.parkId === undefined ? await findOnlyPark(executions, named.id, verb, decision) : undefined;
    const target = await targetOf(parts, caller, named.id, park?.executionId);
    const parkId = decision.parkId ?? park?.parkId ?? undefined;
    const said = { ...decision, parkId, by: caller.principal ?? decision.by };
    await executions.update(target.id, verb, withoutAbsent(said));
  };
}
