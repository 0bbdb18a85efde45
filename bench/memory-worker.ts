import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createNoopFederation } from './noop-server.ts';
import { startSide, type Side } from './workers.ts';

/** The only argument of this process, as JSON. */
export interface ChildTask {
  side: Side;
  address: string;
  namespace: string;
  bundlePath: string;
  /** Calls after which the load is complete. */
  calls: number;
}

export type ChildMessage = { kind: 'ready' } | { kind: 'loaded'; rssBytes: number };

const SETTLE_MS = 1_000;

const { side, address, namespace, bundlePath, calls } = JSON.parse(process.argv[2] ?? '{}') as ChildTask;

Runtime.install({ logger: new DefaultLogger('WARN') });
let answered = 0;
const federation = await createNoopFederation(() => {
  answered += 1;
  if (answered === calls) void reportLoaded();
});
const worker = await startSide(side, { address, namespace, federation, bundlePath });
process.once('message', () => void stop());
tell({ kind: 'ready' });

/** After the last calls' workflow tasks; what is garbage then is not counted. */
async function reportLoaded(): Promise<void> {
  await sleep(SETTLE_MS);
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  await sleep(SETTLE_MS);
  collect?.();
  tell({ kind: 'loaded', rssBytes: process.memoryUsage.rss() });
}

async function stop(): Promise<void> {
  await worker.shutdown();
  await federation.close();
  process.disconnect();
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
