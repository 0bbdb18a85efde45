import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

/**
 * Resolves when the namespace answers at the address, asking again until `signal` aborts (then it throws the last error). For a server that
 * was just started, not for one that may be far away.
 */
export async function waitUntilReady(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await describe(address, namespace);
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      await sleep(100);
    }
  }
}

async function describe(address: string, namespace: string): Promise<void> {
  // A new connection each time: one that failed backs off for seconds.
  const connection = await Connection.connect({ address, connectTimeout: '1s' });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
