import { quoted } from '../../activities/past/runs.ts';
import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import type { ListedExecution, ListPage, ListQuery } from '../operations/ports.ts';
import { statusName, viewStatus } from './status.ts';

/** Executions of our task queue, newest first; runs that were continued as new are left out. */
export async function listExecutions(client: Client, taskQueue: string, query: ListQuery): Promise<ListPage> {
  const response = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    pageSize: query.limit,
    query: filter(taskQueue, query),
    nextPageToken: query.cursor === undefined ? undefined : Buffer.from(query.cursor, 'base64url'),
  });
  const token = response.nextPageToken;
  return {
    executions: response.executions.map(toListed),
    cursor: token.length === 0 ? null : Buffer.from(token).toString('base64url'),
  };
}

function filter(taskQueue: string, { definition, definitions, status, sagaState, tenant }: ListQuery): string {
  // The reconciler's own looks are no executions of a definition.
  const own = `WorkflowType != 'ReconcileTerminated'`;
  const parts = [`TaskQueue = ${quoted(taskQueue)}`, `ExecutionStatus != 'ContinuedAsNew'`, own];
  if (definition !== undefined) parts.push(`WorkflowType = ${quoted(definition)}`);
  if (status !== undefined) parts.push(`ExecutionStatus = ${quoted(statusName(status))}`);
  if (sagaState !== undefined) parts.push(`SagaState = ${quoted(sagaState)}`);
  if (definitions !== undefined) parts.push(`WorkflowType IN (${definitions.map(quoted).join(', ')})`);
  if (tenant === DEFAULT_TENANT) parts.push('Tenant IS NULL');
  else if (tenant !== undefined) parts.push(`Tenant = ${quoted(tenant)}`);
  return parts.join(' AND ');
}

function toListed(info: temporal.api.workflow.v1.IWorkflowExecutionInfo): ListedExecution {
  const attributes = info.searchAttributes?.indexedFields ?? {};
  return {
    id: info.execution?.workflowId ?? '',
    runId: info.execution?.runId ?? '',
    definition: info.type?.name ?? '',
    status: viewStatus(info.status),
    sagaState: (keyword(attributes['SagaState']) ?? 'none') as ListedExecution['sagaState'],
    failedStep: keyword(attributes['FailedStep']),
    parkReason: keyword(attributes['ParkReason']),
    startedAt: (optionalTsToDate(info.startTime) ?? new Date(0)).toISOString(),
    finishedAt: optionalTsToDate(info.closeTime)?.toISOString() ?? null,
  };
}

/** Search attributes are plain JSON, never encrypted: Temporal reads them itself. */
function keyword(payload: temporal.api.common.v1.IPayload | undefined): string | null {
  if (payload?.data == null) return null;
  const value: unknown = JSON.parse(Buffer.from(payload.data).toString('utf8'));
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}
