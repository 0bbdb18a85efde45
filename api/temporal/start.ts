import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { businessKey, definitionVersion, sagaState } from '../../workflows/search-attributes.ts';
import type { PlannedStart } from '../operations/ports.ts';

/** Starts a planned execution: workflow type = definition, arguments `[input, {plan, hash}]` (INTERFACES). */
export async function startOnTemporal(
  client: Client,
  taskQueue: string,
  { id, businessKey: key, plan, planHash, input, mayRepeat }: PlannedStart,
): Promise<{ runId: string } | 'exists'> {
  const { name, version, description } = plan;
  try {
    const handle = await client.workflow.start(name, {
      args: [input, { plan, hash: planHash }],
      taskQueue,
      workflowId: id,
      // Temporal itself refuses what came between our look and this start (S36).
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: mayRepeat ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
      typedSearchAttributes: [
        { key: sagaState, value: plan.compensates ? 'forward' : 'none' },
        { key: definitionVersion, value: version },
        { key: businessKey, value: key },
      ],
      // Looked at before; a start that copies only the arguments has no memo (S36).
      memo: { definition: name, version, planHash, admitted: true },
      staticSummary: description ?? `${name} ${key}`,
    });
    return { runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
    throw error;
  }
}
