import type { World } from '../processes/open-world.ts';
import { startBlind } from '../nemesis/blind-start.ts';
import { press } from '../nemesis/buttons.ts';
import { playActs } from '../nemesis/play-acts.ts';
import { latestRun, resetRun, type ResetRange } from '../operate/reset.ts';
import { persist } from '../operate/persist.ts';
import { startSaga } from '../operate/start-saga.ts';
import type { Call } from '../proxy/call.ts';
import { createRandom, type Random } from '../random.ts';
import type { Afterwards, Script, Strike } from './script.ts';
import type { Watch } from './watch.ts';

/** Runs one saga through what its script says; resolves when it came to rest. */
export async function runSaga(world: World, watch: Watch, script: Script): Promise<void> {
  const random = createRandom(`run ${world.options.seed} ${script.index}`);
  const root = `${script.definition.name}/${script.ref}`;
  for (const fault of script.faults) world.director.addFault({ ...fault, root });
  if (script.strike !== null) arm(world, root, script.strike, random);
  if (script.isHeld) world.held.add(root);
  if (script.isBlind) {
    await startBlind(world, () => startSaga(world, script));
    note(world, 'blind_start', root);
  } else await startSaga(world, script);
  for (const kind of script.kinds) note(world, kind, root);
  await playActs(world, watch, script, random).finally(() => world.held.delete(root));

  let end = await watch.settled(root);
  const runs = [await latestRun(world.client, root)];
  for (const what of script.afterwards) {
    if (end !== 'closed') return;
    const newRun = await resetAfterwards(world, root, runs, what, random);
    if (newRun === null) return;
    runs.push(newRun);
    end = await watch.settled(root);
  }
}

function note({ folder }: World, kind: string, execution: string): void {
  folder.fault({ kind, execution, step: null, direction: null, attempt: null });
}

function arm(world: World, root: string, strike: Strike, random: Random): void {
  const { kind, site, direction, moment } = strike;
  const { director, folder } = world;
  director.addBarrier({
    moment,
    fits: (call) => call.root === root && call.site === site && call.direction === direction,
    async act(call) {
      const done = await hit(call);
      if (done) folder.fault({ kind, execution: root, step: site, direction, attempt: call.attempt });
      // A call that was ended by hand and never arrives: whoever believes the hand is wrong.
      const isLost = kind === 'foreign_result' && moment === 'before_send' && random.chance(0.7);
      return done && isLost ? 'lose' : 'go_on';
    },
  });
  const hit = async (call: Call): Promise<boolean> => {
    if (kind === 'reset_running') return (await resetRun(world, root, null, 'any', random)) !== null;
    const answer = await (kind === 'cancel' || kind === 'terminate'
      ? endByHand(world, root, kind)
      : press(world, kind, call, random));
    folder.action({ kind, execution: root, answer });
    return answer === 'taken';
  };
}

async function endByHand({ client }: World, root: string, kind: 'cancel' | 'terminate'): Promise<string> {
  const handle = client.workflow.getHandle(root);
  return persist(async () => {
    if (kind === 'cancel') await handle.cancel();
    else await handle.terminate('campaign');
  }).then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

function rangeOf(what: Afterwards, random: Random): ResetRange {
  return what === 'reset_compensated' && random.chance(0.7) ? 'before_compensation' : 'any';
}

/** The new run; null when this saga did not end so that it applies. */
async function resetAfterwards(
  world: World,
  root: string,
  runs: string[],
  what: Afterwards,
  random: Random,
): Promise<string | null> {
  const { status } = await persist(() => world.client.workflow.getHandle(root).describe());
  if (what === 'reset_compensated' && status.name !== 'FAILED') return null;
  if ((what === 'reset_completed' || what === 'reset_differing') && status.name !== 'COMPLETED') return null;
  // Of the last run, or of an older one that was reset before: then two runs have the same base.
  const run = what === 'reset_again' ? random.pick(runs) : null;
  const range = what === 'reset_differing' ? 'first' : rangeOf(what, random);
  const done = await resetRun(world, root, run, range, random);
  if (done === null) return null;
  note(world, what === 'reset_differing' ? 'reset_completed' : what, root);
  return done.newRunId;
}
