import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import { RawValue } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import type { Plan } from '../../plan/plan.ts';
import { DEFAULT_TENANT, ownershipMemo } from '../../plan/ownership.ts';
import {
  businessKey,
  definitionVersion,
  idempotencyKey,
  sagaState,
  tenant as tenantKey,
  type MissingAttributes,
} from '../../workflows/search-attributes.ts';
import { payloadConverter } from '../../workflows/payload-converter.ts';
import type { PlannedStart } from '../operations/ports.ts';

/** Starts a planned execution: workflow type = definition, arguments `[input, {plan, hash}]` (INTERFACES). */
export async function startOnTemporal(
  client: Client,
  taskQueue: string,
  planned: PlannedStart,
  missing: MissingAttributes = new Set(),
): Promise<{ runId: string } | 'exists'> {
  const { id, businessKey: key, plan, planHash, input, owner, claim, reuse } = planned;
  const { name, version, description } = plan;
  try {
    const handle = await client.workflow.start(name, {
      args: [input, planArgument(plan, planHash)],
      taskQueue,
      workflowId: id,
      // Temporal itself refuses what came between our look and this start (S36).
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: REUSE[reuse],
      typedSearchAttributes: searchAttributes(planned).filter(
        ({ key: { name: attribute } }) => !missing.has(attribute),
      ),
      // Looked at before; a start that copies only the arguments has no memo (S36).
      memo: {
        definition: name,
        version,
        planHash,
        admitted: true,
        ...ownershipMemo(owner),
        ...(claim === null ? {} : { claim }),
      },
      staticSummary: description ?? `${name} ${key}`,
    });
    return { runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
    throw error;
  }
}

/** Encoded once a plan: it never changes, and it is most of what a start carries. */
function planArgument(plan: Plan, hash: string): RawValue {
  const known = ENCODED.get(plan) ?? new RawValue({ plan, hash }, payloadConverter);
  ENCODED.set(plan, known);
  return known;
}

const ENCODED = new WeakMap<Plan, RawValue>();

const REUSE: Record<PlannedStart['reuse'], WorkflowStartOptions['workflowIdReusePolicy']> = {
  none: 'REJECT_DUPLICATE',
  unfinished: 'ALLOW_DUPLICATE_FAILED_ONLY',
  any: 'ALLOW_DUPLICATE',
};

function searchAttributes({ businessKey: key, plan, owner, claim }: PlannedStart): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: sagaState, value: plan.compensates ? 'forward' : 'none' },
    { key: definitionVersion, value: plan.version },
    { key: businessKey, value: key },
  ];
  if (owner.tenant !== DEFAULT_TENANT) pairs.push({ key: tenantKey, value: owner.tenant });
  if (claim !== null) pairs.push({ key: idempotencyKey, value: claim.key });
  return pairs;
}
