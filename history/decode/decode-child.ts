import {
  CancelledFailure,
  ChildWorkflowFailure,
  RetryState,
  TerminatedFailure,
  TimeoutFailure,
  TimeoutType,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { leftNothing } from '../../plan/failure-types.ts';
import type { FactBody } from '../fact.ts';
import { asHanded } from './checked.ts';
import { idOf, type Decoder, type HistoryEvent } from './decoder.ts';

/** Child executions, and how each ended, with the error that its parent gets. */
export async function decodeChild(
  event: HistoryEvent,
  decoder: Decoder,
  { readsRequests }: { readsRequests: boolean },
): Promise<FactBody | null> {
  const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (initiated) {
    const label = await decoder.summary(event);
    const input = readsRequests ? { input: (await decoder.one(initiated.input?.payloads?.[0])) ?? null } : {};
    return { kind: 'child_initiated', workflowId: initiated.workflowId ?? '', label, ...input };
  }
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) return { kind: 'child_started', initiatedId: idOf(started.initiatedEventId) };
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  if (completed) {
    const handed = asHanded(await decoder.first(completed.result));
    return { kind: 'child_completed', initiatedId: idOf(completed.initiatedEventId), handed };
  }
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) {
    const type = failed.failure?.applicationFailureInfo?.type;
    return endOf(failed, await decoder.error(failed.failure), leftNothing(type) ? 'nothing' : 'unclear');
  }
  return decodeCutOff(event);
}

/** Without a failure of its own. */
function decodeCutOff(event: HistoryEvent): FactBody | null {
  const refused = event.startChildWorkflowExecutionFailedEventAttributes;
  if (refused) {
    const { workflowId, workflowType } = refused;
    const message = 'Workflow execution already started';
    const error = new WorkflowExecutionAlreadyStartedError(message, workflowId ?? '', workflowType?.name ?? '');
    return { kind: 'child_failed', initiatedId: idOf(refused.initiatedEventId), error, end: 'nothing' };
  }
  const canceled = event.childWorkflowExecutionCanceledEventAttributes;
  if (canceled) return endOf(canceled, new CancelledFailure('Child Workflow execution cancelled'), 'nothing');
  // The SDK's own words, because the parent's failure quotes them.
  const terminated = event.childWorkflowExecutionTerminatedEventAttributes;
  if (terminated) return endOf(terminated, new TerminatedFailure('Terminated'), 'unclear');
  const timedOut = event.childWorkflowExecutionTimedOutEventAttributes;
  if (!timedOut) return null;
  const cause = new TimeoutFailure('Child Workflow execution timed out', undefined, TimeoutType.START_TO_CLOSE);
  return endOf(timedOut, cause, 'unclear');
}

interface Ended {
  initiatedEventId?: { toString(): string } | number | null;
  workflowExecution?: temporal.api.common.v1.IWorkflowExecution | null;
  workflowType?: temporal.api.common.v1.IWorkflowType | null;
}

function endOf(
  { initiatedEventId, workflowExecution, workflowType }: Ended,
  cause: Error,
  end: 'nothing' | 'unclear',
): FactBody {
  const { workflowId, runId } = workflowExecution ?? {};
  const execution = { workflowId: workflowId ?? '', runId: runId ?? '' };
  const state = RetryState.NON_RETRYABLE_FAILURE;
  const error = new ChildWorkflowFailure(undefined, execution, workflowType?.name ?? '', state, cause);
  return { kind: 'child_failed', initiatedId: idOf(initiatedEventId), error, end };
}
