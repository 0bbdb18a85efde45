import { setTimeout as sleep } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { ensureSearchAttributes } from '../../../cli/temporal/search-attributes.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.ts';
import type { Cluster, Desk } from '../world.ts';

const RETENTION_MS = 3 * 24 * 3_600_000;

/** Creates the namespace and the search attributes; resolves when every part of the server knows both. */
export async function createNamespace(
  { say, signal }: Desk,
  { connection, namespace, client }: Cluster,
): Promise<void> {
  const startedAt = Date.now();
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(RETENTION_MS),
  });
  // The server's parts look at the list of namespaces every few seconds.
  await until(signal, async () => {
    const [missing] = await ensureSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES);
    if (missing !== undefined) throw new Error(`There is no search attribute ${missing.name}: ${missing.reason}`);
    await client.workflow.count('SagaState = "parked"');
  });
  const seconds = String(Math.round((Date.now() - startedAt) / 1_000));
  say(
    `Namespace "${namespace}" with ${Object.keys(SEARCH_ATTRIBUTES).join(', ')} is known everywhere after ${seconds} s`,
  );
}

const PATIENCE_MS = 90_000;

async function until(signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
  for (const startedAt = Date.now(); ;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() - startedAt > PATIENCE_MS) throw error;
      await sleep(500, undefined, { signal });
    }
  }
}
