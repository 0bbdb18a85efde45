import type { Fact } from '../history/fact.ts';
import { RunReader } from '../history/read-run.ts';
import { createViewFold } from '../plan/view/fold.ts';
import { NAMESPACE, recordExecution, WORKFLOW_ID } from '../test/history/support/recorder.ts';
import { action, each, planOf, READS } from '../test/workflows/interpreter/support/plans.ts';
import { median } from './statistics.ts';

/**
 * CPU milliseconds to get a view from the decoded history of a loop that made one call after the other, with about so many events: the
 * interpreter runs over it. Median of some, in a process that has read others before.
 */
export async function readingMs(events: number): Promise<number> {
  const calls = Math.ceil(events / EVENTS_A_CALL);
  const history = await recordLoop(calls);
  const once = async (): Promise<number> => {
    const began = process.cpuUsage();
    await read(history);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  };
  for (let round = 0; round < WARM_UPS; round += 1) await once();
  const measured: number[] = [];
  for (let round = 0; round < TIMES; round += 1) measured.push(await once());
  return median(measured);
}

const WARM_UPS = 2;
const TIMES = 5;
/** Scheduled, started, ended; a workflow task scheduled, started, completed. */
const EVENTS_A_CALL = 6;

interface Recorded {
  runId: string;
  facts: Fact[];
}

async function recordLoop(calls: number): Promise<Recorded> {
  const items = Array.from({ length: calls }, (_, index) => index);
  const recorder = recordExecution(planOf([action('each', READS, { forEach: each(items, 1) })]));
  do {
    await recorder.task();
    recorder.advance();
  } while (recorder.ending() === null);
  const [run] = recorder.runs;
  if (run === undefined) throw new Error('Nothing was recorded.');
  return run;
}

async function read({ runId, facts }: Recorded): Promise<void> {
  const reader = new RunReader({ namespace: NAMESPACE, workflowId: WORKFLOW_ID, runId });
  const changes = [...(await reader.push(facts)), ...(await reader.flush())];
  const beginning = reader.beginning();
  if (beginning === null) throw new Error('The history holds no plan.');
  const { given, startedAt } = beginning;
  const fold = createViewFold(given.plan, { id: WORKFLOW_ID, runId, planHash: given.hash, startedAt });
  for (const { event } of changes) fold.apply(event);
  const { status } = fold.view();
  if (status !== 'completed') throw new Error(`It was read as ${status}.`);
}
