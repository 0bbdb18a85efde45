import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { encodeErrorToFailure, encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Json } from '../../plan/json.ts';
import { until } from './progress.ts';

/** Who presses the buttons. */
export const OPERATOR = 'ann@desk';

type Handle = Pick<WorkflowHandle, 'workflowId'>;

/** The buttons that Temporal's web UI and the `temporal` command have for operators, as they send them. */
export function buttonsOf(client: Client, { workflowId }: Handle) {
  const { namespace, loadedDataConverter } = client.options;
  const { workflowService: service } = client;
  const execution = { workflowId };
  const by = { namespace, identity: OPERATOR };
  return {
    /** `temporal activity complete` */
    async complete(activityId: string, result: Json): Promise<void> {
      const payloads = await encodeToPayloads(loadedDataConverter, result);
      await service.respondActivityTaskCompletedById({ ...by, workflowId, activityId, result: { payloads } });
    },
    /** `temporal activity fail` */
    async fail(activityId: string, message: string, ...details: Json[]): Promise<void> {
      const error = ApplicationFailure.create({ message, nonRetryable: true, details });
      const failure = await encodeErrorToFailure(loadedDataConverter, error);
      await service.respondActivityTaskFailedById({ ...by, workflowId, activityId, failure });
    },
    /** `temporal activity pause` */
    async pauseCall(id: string, reason: string): Promise<void> {
      await service.pauseActivity({ ...by, execution, id, reason });
    },
    /** `temporal activity unpause` */
    async unpauseCall(id: string): Promise<void> {
      await service.unpauseActivity({ ...by, execution, id });
    },
    /** `temporal activity reset` */
    async resetCall(id: string): Promise<void> {
      await service.resetActivity({ ...by, execution, id });
    },
    /** `temporal activity update-options` */
    async updateOptions(id: string, startToCloseMs: number): Promise<void> {
      await service.updateActivityOptions({
        ...by,
        execution,
        id,
        activityOptions: { startToCloseTimeout: msToTs(startToCloseMs) },
        updateMask: { paths: ['start_to_close_timeout'] },
      });
    },
    /** `temporal activity update-options --retry-maximum-attempts` */
    async allowAttempts(id: string, maximumAttempts: number): Promise<void> {
      await service.updateActivityOptions({
        ...by,
        execution,
        id,
        activityOptions: { retryPolicy: { maximumAttempts } },
        updateMask: { paths: ['retry_policy.maximum_attempts'] },
      });
    },
    /** `temporal workflow pause` */
    async pause(reason: string): Promise<void> {
      await service.pauseWorkflowExecution({ ...by, workflowId, reason, requestId: randomUUID() });
    },
    /** `temporal workflow unpause` */
    async unpause(reason: string): Promise<void> {
      await service.unpauseWorkflowExecution({ ...by, workflowId, reason, requestId: randomUUID() });
    },
  };
}

/** Resolves once the execution has a call of this id under way. */
export async function scheduledAs(handle: Pick<WorkflowHandle, 'describe'>, activityId: string): Promise<void> {
  await until(`a call "${activityId}"`, async () => {
    const { raw } = await handle.describe();
    return (raw.pendingActivities ?? []).some((one) => one.activityId === activityId);
  });
}
