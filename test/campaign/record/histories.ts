import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { persist } from '../operate/persist.ts';
import { rootOf } from '../proxy/call.ts';

/** Writes the history of every run of every execution of this campaign, children, reset bases and recoveries included. */
export async function writeHistories(
  client: Client,
  taskQueue: string,
  roots: ReadonlySet<string>,
  folder: string,
): Promise<number> {
  const runs = await persist(async () => {
    const found: { workflowId: string; runId: string }[] = [];
    for await (const { workflowId, runId } of client.workflow.list({ query: `TaskQueue = "${taskQueue}"` })) {
      if (roots.has(rootOf(workflowId))) found.push({ workflowId, runId });
    }
    return found;
  });
  const missing = new Set(roots);
  for (const { workflowId } of runs) missing.delete(workflowId);
  if (missing.size > 0) throw new Error(`Temporal does not list ${[...missing].join(', ')}.`);
  const queue = [...runs.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, { workflowId, runId }] = next;
      const history = await persist(() => client.workflow.getHandle(workflowId, runId).fetchHistory());
      const text = `{"workflowId":${JSON.stringify(workflowId)},"runId":"${runId}","history":${historyToJSON(history)}}\n`;
      writeFileSync(join(folder, `${index}.json`), text);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return runs.length;
}
