import { pause, persist } from '../operate/persist.ts';
import { scheduleId } from '../../../worker/reconciler.ts';
import { resetRun, type ResetRange } from '../operate/reset.ts';
import type { World } from '../processes/open-world.ts';
import type { Random } from '../random.ts';
import type { What } from './act.ts';
import { changeDefinition } from './change-definition.ts';
import { childOf, readLineage, type Lineage } from './lineage.ts';

/** Does one thing to a saga, if it applies to how the saga stands; what was done is written down under what it was done to. */
export async function perform(world: World, root: string, what: What, random: Random): Promise<void> {
  const { folder } = world;
  const kind = await act(world, root, what, random).catch((error: unknown) => {
    // Refused by Temporal: it has moved meanwhile.
    const answer = error instanceof Error ? error.message : String(error);
    folder.action({ kind: what, execution: root, answer });
    return null;
  });
  if (kind !== null) folder.fault({ kind, execution: root, step: null, direction: null, attempt: null });
}

/** The kind it counts as; null when it does not apply. */
async function act(world: World, root: string, what: What, random: Random): Promise<string | null> {
  const lineage = await readLineage(world, root);
  const { recovery } = lineage;
  switch (what) {
    case 'terminate':
      if (!lineage.isOpen) return null;
      await terminate(world, root);
      return lineage.wasReset ? 'terminate_again' : 'terminate';
    case 'scan':
      await scan(world, root);
      return null;
    case 'reset':
      return resetRoot(world, root, lineage, 'any', random);
    case 'reset_first':
      return resetRoot(world, root, lineage, 'first', random);
    case 'terminate_recovery':
      if (recovery?.state !== 'open' && recovery?.state !== 'parked') return null;
      await terminate(world, recovery.id);
      return what;
    case 'reset_recovery':
      if (recovery === null) return null;
      return (await resetRun(world, recovery.id, null, 'any', random)) === null ? null : what;
    case 'reset_child': {
      const child = await childOf(world, root);
      return child === null || (await resetRun(world, child, null, 'any', random)) === null ? null : what;
    }
    case 'change_definition':
      await changeDefinition(world);
      return 'definition_changes';
  }
}

async function terminate({ client, folder }: World, execution: string): Promise<void> {
  await persist(() => client.workflow.getHandle(execution).terminate('campaign'));
  folder.action({ kind: 'terminate', execution, answer: 'taken' });
}

/** A reset of the latest run, mostly: of an older one the latest is left behind wherever it stood. */
async function resetRoot(
  world: World,
  root: string,
  { runs, latest, status, recovery }: Lineage,
  range: ResetRange,
  random: Random,
): Promise<string | null> {
  const run = random.chance(0.8) ? latest : random.pick(runs);
  if ((await resetRun(world, root, run, range, random)) === null) return null;
  // Whoever held its parks up has seen what this was for.
  world.held.delete(root);
  switch (status) {
    case 'TERMINATED':
      return recovery === null ? 'reset_unrecovered' : RESET_OF_TERMINATED[recovery.state];
    case 'COMPLETED':
      return 'reset_completed';
    case 'RUNNING':
      return 'reset_running';
    default:
      return 'reset_compensated';
  }
}

const RESET_OF_TERMINATED = { open: 'reset_recovering', parked: 'reset_parked', closed: 'reset_recovered' };

const SCAN_WITHIN_MS = 8_000;

/** Until the terminated run has its recovery, or need not have one. */
async function scan(world: World, root: string): Promise<void> {
  const { client, taskQueue } = world;
  const until = Date.now() + SCAN_WITHIN_MS;
  while (Date.now() < until) {
    const { status, recovery, latest } = await readLineage(world, root);
    if (status !== 'TERMINATED' || recovery?.of === latest) return;
    // Skipped while another look is under way.
    await persist(() => client.schedule.getHandle(scheduleId(taskQueue)).trigger());
    await pause(700);
  }
}
