import { activityInfo, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { previousExecution, type Previous } from './past/previous.ts';
import { remainsOf } from './past/remains.ts';

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
  if (run.status === 'completed') {
    if (request.allowRepeat) return;
    const message = `"${id}" has already completed (run ${runId}). Choose another id, or say allow_repeat: true in the definition.`;
    throw ApplicationFailure.nonRetryable(message, 'AlreadyCompleted');
  }
  const remains = await remainsOf(client, run, failureType, noBeat);
  if (remains.kind === 'nothing') return;
  const what = run.status === 'terminated' ? 'was terminated' : 'was only partly undone';
  const key = id.startsWith(`${request.definition}/`) ? id.slice(request.definition.length + 1) : id;
  const message =
    remains.kind === 'recovering'
      ? `The last execution of "${id}" ${what} and is being undone. Start it again when that has ended: sagaflow show ${remains.id}`
      : `The last execution of "${id}" ${what}. Look at it, then start again with: sagaflow start ${request.definition} --id ${key} --after ${runId}`;
  throw ApplicationFailure.nonRetryable(message, 'RecoveryPending');
}
