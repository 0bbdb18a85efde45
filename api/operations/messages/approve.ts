import type { JsonObject } from '../../../plan/json.ts';
import type { ApprovalVerb } from '../../../plan/messages.ts';
import { demand, mayDecide } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { targetOf } from './route.ts';
import { withoutAbsent } from './without-absent.ts';

export interface Approval {
  approved: boolean;
  form?: JsonObject;
  reason?: string;
  /** The child that waits, as the wait names it. */
  executionId?: string;
}

/**
 * Answers a waiting approval. Throws `own-approval` when the verified caller is who started the execution, and `refused` with the
 * execution's own sentence when the answer does not fit.
 */
export function approve(parts: Parts) {
  return async (caller: Caller, id: string, step: string, approval: Approval): Promise<void> => {
    const { approved, form, reason, executionId } = approval;
    const target = await targetOf(parts, caller, id, executionId);
    const { startedBy } = target.owner;
    demand(mayDecide(caller), `answer the approvals of "${id}"`, 'decide');
    // The command line verifies no name, so it cannot tell whether two people are the same.
    const isVerified = caller.principal !== null && caller.isCommandLine !== true;
    if (isVerified && caller.principal === startedBy) {
      const message = `You started "${id}": its approvals are for somebody else to answer.`;
      throw new OperationError('own-approval', message);
    }
    demandFinite(form, '/form');
    const verb: ApprovalVerb = approved ? 'approve' : 'reject';
    const answer = { step, form, reason, by: caller.principal ?? undefined };
    await parts.executions.update(target.id, verb, withoutAbsent(answer));
  };
}
