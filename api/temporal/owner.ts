import type { Client } from '@temporalio/client';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { quoted } from '../../history/reading/list-runs.ts';
import { idempotencyKey, type MissingAttributes } from '../../workflows/search-attributes.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { Json } from '../../plan/json.ts';
import type { Claim } from '../operations/ports.ts';

type Memo = temporal.api.common.v1.IMemo | null | undefined;

/** The memo of an execution, as plain values. */
export async function readMemo(client: Client, memo: Memo): Promise<Record<string, Json>> {
  const decoded = await decodeMapFromPayloads(client.options.loadedDataConverter, memo?.fields ?? {});
  return (decoded ?? {}) as Record<string, Json>;
}

/** The idempotency claim that a memo holds. */
export function claimOf(memo: Record<string, Json>): Claim | null {
  const { claim } = memo;
  if (!isJsonObject(claim)) return null;
  const { key, request } = claim;
  return typeof key === 'string' && typeof request === 'string' ? { key, request } : null;
}

/** The execution that was started with an idempotency key, as far as Temporal's visibility has heard of it. */
export async function findClaimed(
  client: Client,
  taskQueue: string,
  keyDigest: string,
  missing: MissingAttributes,
): Promise<{ id: string; claim: Claim } | null> {
  // Then a key is known only by the execution's own id, and where this process has seen it.
  if (missing.has(idempotencyKey.name)) return null;
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    pageSize: 1,
    query: `TaskQueue = ${quoted(taskQueue)} AND IdempotencyKey = ${quoted(keyDigest)}`,
  });
  const [found] = executions;
  const claim = found === undefined ? null : claimOf(await readMemo(client, found.memo));
  return claim === null ? null : { id: found?.execution?.workflowId ?? '', claim };
}
