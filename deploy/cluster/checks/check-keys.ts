import { KEYED_DEFINITION } from '../load/ledger-sagas.ts';
import type { Acknowledged } from '../load/start.ts';
import type { World } from '../world.ts';
import type { Check } from './finding.ts';

/** One key, one execution: in the answers, and in Temporal. */
export async function checkKeys(
  { cluster, taskQueue, options }: World,
  acknowledged: readonly Acknowledged[],
): Promise<Check> {
  const runOf = new Map<string, string>();
  const wrong: string[] = [];
  for (const { start, id, runId } of acknowledged) {
    const run = `${id} ${runId}`;
    const known = runOf.get(start.key) ?? run;
    runOf.set(start.key, known);
    if (known !== run) wrong.push(`"${start.key}" was answered with ${known} and with ${run}`);
  }
  const query = `TaskQueue = "${taskQueue}" AND WorkflowType = "${KEYED_DEFINITION}"`;
  const { count } = await cluster.client.workflow.count(query);
  if (count !== options.keys) wrong.push(`Temporal has ${String(count)} executions for ${String(options.keys)} keys`);
  const claim = `${String(acknowledged.length)} acknowledgements under ${String(runOf.size)} keys are exactly ${String(count)} executions`;
  return { claim, checked: acknowledged.length, wrong };
}
