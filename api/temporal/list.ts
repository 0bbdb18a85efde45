import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { quoted } from '../../history/reading/list-runs.ts';
import { executionStatus, runStatus, statusName } from '../../history/reading/status.ts';
import { parseJson } from '../../plan/numbers/json-text.ts';
import { DEFAULT_TENANT, ownershipOf } from '../../plan/ownership.ts';
import {
  sagaState as sagaStateKey,
  tenant as tenantKey,
  type MissingAttributes,
} from '../../workflows/search-attributes.ts';
import { OperationError } from '../operations/errors.ts';
import type { ListedExecution, ListPage, ListQuery } from '../operations/ports.ts';
import { readMemo } from './owner.ts';

/** Executions of our task queue, newest first; runs that were continued as new are left out. */
export async function listExecutions(
  client: Client,
  taskQueue: string,
  query: ListQuery,
  missing: MissingAttributes,
): Promise<ListPage> {
  const response = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    pageSize: query.limit,
    query: filter(taskQueue, query, missing),
    nextPageToken: query.cursor === undefined ? undefined : tokenOf(query.cursor),
  });
  const token = response.nextPageToken;
  const own = missing.has(tenantKey.name) ? await ofTenant(client, response.executions, query) : response.executions;
  return {
    executions: own.map(toListed),
    cursor: token.length === 0 ? null : cursorOf(token),
  };
}

/** Without the attribute Temporal cannot tell tenants apart, but a memo can: pages are then shorter, and still only the tenant's own. */
async function ofTenant(
  client: Client,
  executions: temporal.api.workflow.v1.IWorkflowExecutionInfo[],
  { tenant }: ListQuery,
): Promise<temporal.api.workflow.v1.IWorkflowExecutionInfo[]> {
  if (tenant === undefined) return executions;
  const owners = await Promise.all(executions.map(async ({ memo }) => ownershipOf(await readMemo(client, memo))));
  return executions.filter((_, index) => owners[index]?.tenant === tenant);
}

/**
 * A page token of Temporal with a digest before it: what is no cursor of ours is known before Temporal is asked, which takes it for a
 * failure of its own and is asked again and again.
 */
function cursorOf(token: Uint8Array): string {
  return Buffer.concat([digestOf(token), token]).toString('base64url');
}

function tokenOf(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor, 'base64url');
  const token = bytes.subarray(DIGEST_BYTES);
  if (token.length > 0 && digestOf(token).equals(bytes.subarray(0, DIGEST_BYTES))) return token;
  throw new OperationError('bad-request', 'The cursor is none that a list has given. Ask again without one.');
}

const DIGEST_BYTES = 8;

function digestOf(token: Uint8Array): Buffer {
  return createHash('sha256').update(token).digest().subarray(0, DIGEST_BYTES);
}

function filter(
  taskQueue: string,
  { definition, definitions, status, sagaState, tenant }: ListQuery,
  missing: MissingAttributes,
): string {
  // The reconciler's own looks are no executions of a definition.
  const own = `WorkflowType != 'ReconcileTerminated'`;
  const parts = [`TaskQueue = ${quoted(taskQueue)}`, `ExecutionStatus != 'ContinuedAsNew'`, own];
  if (definition !== undefined) parts.push(`WorkflowType = ${quoted(definition)}`);
  if (status !== undefined) parts.push(`ExecutionStatus = ${quoted(statusName(status))}`);
  if (sagaState !== undefined && missing.has(sagaStateKey.name)) throw new OperationError('bad-request', NO_STATES);
  if (sagaState !== undefined) parts.push(`SagaState = ${quoted(sagaState)}`);
  if (definitions !== undefined) parts.push(`WorkflowType IN (${definitions.map(quoted).join(', ')})`);
  if (missing.has(tenantKey.name)) return parts.join(' AND ');
  if (tenant === DEFAULT_TENANT) parts.push('Tenant IS NULL');
  else if (tenant !== undefined) parts.push(`Tenant = ${quoted(tenant)}`);
  return parts.join(' AND ');
}

const NO_STATES =
  'Executions cannot be found by the state of their saga here: the namespace has no search attribute "SagaState". Ask by status, or create it and restart.';

function toListed(info: temporal.api.workflow.v1.IWorkflowExecutionInfo): ListedExecution {
  const attributes = info.searchAttributes?.indexedFields ?? {};
  return {
    id: info.execution?.workflowId ?? '',
    runId: info.execution?.runId ?? '',
    definition: info.type?.name ?? '',
    status: executionStatus(runStatus(info.status)),
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
  const value: unknown = parseJson(Buffer.from(payload.data).toString('utf8'));
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}
