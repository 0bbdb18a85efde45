import { within } from '../operate/persist.ts';
import type { World } from '../processes/open-world.ts';
import type { Call } from '../proxy/call.ts';
import type { Random } from '../random.ts';
import type { Script } from '../sagas/script.ts';
import type { Watch } from '../sagas/watch.ts';
import type { When } from './act.ts';
import { perform } from './perform.ts';

/** Plays what operators do with one saga, one act after the other. */
export async function playActs(
  world: World,
  watch: Watch,
  { acts, definition, ref }: Script,
  random: Random,
): Promise<void> {
  const root = `${definition.name}/${ref}`;
  const first = definition.sites[0]?.path ?? '';
  for (const { when, what } of acts) {
    await at({ world, watch, root, first, random }, when, () => perform(world, root, what, random));
  }
}

const CALL_WITHIN_MS = 10_000;
const REST_WITHIN_MS = 30_000;

interface Stage {
  world: World;
  watch: Watch;
  root: string;
  /** Site of its first call. */
  first: string;
  random: Random;
}

async function at({ world, watch, root, first, random }: Stage, when: When, act: () => Promise<void>): Promise<void> {
  switch (when) {
    case 'now':
      return act();
    case 'rest':
      await within(REST_WITHIN_MS, watch.settled(root));
      return act();
    case 'call':
      return whileHeld(world, (call) => call.root === root, random, act);
    case 'later_call':
      return whileHeld(world, (call) => call.root === root && call.site !== first, random, act);
    case 'recovery_call':
      return whileHeld(world, (call) => call.root === root && call.execution.includes('~recovery/'), random, act);
  }
}

/** While the next call that fits is held; without it when none comes. */
async function whileHeld(
  { director }: World,
  fits: (call: Call) => boolean,
  random: Random,
  act: () => Promise<void>,
): Promise<void> {
  const moment = random.pick(['before_send', 'after_apply'] as const);
  let forget = (): boolean => false;
  const done = new Promise<void>((resolve, reject) => {
    forget = director.addBarrier({
      moment,
      fits,
      async act() {
        await act().then(resolve, reject);
        return 'go_on';
      },
    });
  });
  if ((await within(CALL_WITHIN_MS, done)) !== 'late') return;
  if (forget()) await act();
  else await done;
}
