import { activityInfo, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { admit } from '../plan/admission.ts';
import { previousExecution, type Previous } from '../history/past/previous.ts';
import { remainsOf } from '../history/past/remains.ts';

/** What an execution under this id may not follow (S36). */
export interface AdmitRequest {
  definition: string;
  /** Of the execution that starts. */
  firstRunId: string;
  /** A completed one does not stand in the way. */
  allowRepeat: boolean;
}

/** Local activity of a start that nobody has looked at yet. Fails for good with `AlreadyCompleted` or `RecoveryPending`. */
export async function admitStart(request: AdmitRequest): Promise<null> {
  const { workflowId = '', runId = '' } = activityInfo().workflowExecution ?? {};
  const { client } = Context.current();
  const { firstRunId } = request;
  const previous = await previousExecution(client, { workflowId, runId, firstRunId }, noBeat);
  if (previous !== null) await refuseAfter(client, request, previous);
  return null;
}

/** A local activity has no heartbeat. */
function noBeat(): void {}

async function refuseAfter(client: Client, request: AdmitRequest, { run, failureType }: Previous): Promise<void> {
  const { workflowId: id, runId } = run;
  // Another run that is open under our id: a reset has ended this one, and what it answers goes nowhere.
  if (run.status === 'running' || run.status === 'paused' || run.status === 'continued') return;
  const { definition, allowRepeat } = request;
  const key = id.startsWith(`${definition}/`) ? id.slice(definition.length + 1) : id;
  const admission = admit(
    {
      runId,
      status: run.status,
      remains: run.status === 'completed' ? { kind: 'nothing' } : await remainsOf(client, run, failureType, noBeat),
    },
    {
      id,
      allowRepeat,
      hasSameInput: false,
      after: null,
      startAgain: `sagaflow start ${definition} --id ${key} --after ${runId}`,
    },
  );
  if (admission.kind !== 'refused') return;
  const type = admission.reason === 'already-completed' ? 'AlreadyCompleted' : 'RecoveryPending';
  throw ApplicationFailure.nonRetryable(admission.message, type);
}
