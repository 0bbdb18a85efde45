import type { JsonObject } from '../../../plan/json.ts';
import type { ApprovalVerb } from '../../../plan/messages.ts';
import { demand, mayDecide } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { withoutAbsent } from './without-absent.ts';

export interface Approval {
  approved: boolean;
  form?: JsonObject;
  reason?: string;
}

/**
 * Answers a waiting approval. Throws `own-approval` when the verified caller is who started the execution, and `refused` with the
 * execution's own sentence when the answer does not fit.
 */
export function approve({ executions, access }: Parts) {
  return async (caller: Caller, id: string, step: string, { approved, form, reason }: Approval): Promise<void> => {
    const { startedBy } = await access.read(caller, id);
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
    await executions.update(id, verb, withoutAbsent(answer));
  };
}
