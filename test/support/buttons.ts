import type { WorkflowHandle } from '@temporalio/client';
import { encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { Json } from '../../plan/json.ts';
import { until } from './progress.ts';
import type { TestProject } from './project.ts';

/** Who presses the buttons. */
export const OPERATOR = 'ann@desk';

/** Ends a call that is under way with a result, as `temporal activity complete` does. */
export async function completeByHand(
  { client }: Pick<TestProject, 'client'>,
  { workflowId }: Pick<WorkflowHandle, 'workflowId'>,
  activityId: string,
  result: Json,
): Promise<void> {
  const { namespace, loadedDataConverter } = client.options;
  await client.workflowService.respondActivityTaskCompletedById({
    namespace,
    workflowId,
    activityId,
    identity: OPERATOR,
    result: { payloads: await encodeToPayloads(loadedDataConverter, result) },
  });
}

/** Resolves once the execution has a call of this id under way. */
export async function scheduledAs(handle: Pick<WorkflowHandle, 'describe'>, activityId: string): Promise<void> {
  await until(`a call "${activityId}"`, async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities.some((one) => one.activityId === activityId);
  });
}
