import { PROCESS_KINDS, type Kind, type ProcessKind } from '../kinds.ts';
import type { World } from '../processes/open-world.ts';
import type { Call } from '../proxy/call.ts';
import { createRandom, type Random } from '../random.ts';
import { PROCESS_STRIKES } from './strike-process.ts';

/** How often among a thousand sagas. */
const PER_THOUSAND: Record<ProcessKind, number> = {
  kill_before_send: 14,
  kill_after_apply: 14,
  kill_after_reply: 14,
  zombie: 8,
  server_kill: 5,
  ledger_kill: 6,
  outage: 6,
  rolling_deploy: 4,
};

export interface Chaos {
  /** So many sagas have been started: whatever is due by then is armed. */
  reached(started: number): void;
  /** Resolves when all of it has happened. */
  done(): Promise<void>;
}

/** Hurts processes one after the other, spread over the campaign; the victim is whatever call comes next. */
export function createChaos(world: World, sagas: number, kinds: readonly Kind[]): Chaos {
  const random = createRandom(`chaos ${world.options.seed}`);
  const deck = random.shuffled(dealStrikes(sagas, kinds));
  let armed = 0;
  let running: Promise<void> = Promise.resolve();
  return {
    reached(started) {
      while (armed < deck.length && started >= ((armed + 0.5) / (deck.length + 1)) * sagas) {
        const kind = deck[armed];
        armed += 1;
        if (kind !== undefined) running = running.then(() => strike(world, kind, random));
        // Whoever waits for `done` sees it.
        running.catch(() => undefined);
      }
    },
    done: () => running,
  };
}

function dealStrikes(sagas: number, kinds: readonly Kind[]): ProcessKind[] {
  return PROCESS_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => {
    const count = Math.max(1, Math.round((sagas * PER_THOUSAND[kind]) / 1_000));
    return Array.from({ length: count }, () => kind);
  });
}

/** After this time of waiting for a call of one direction the other will do. */
const CHOOSY_MS = 3_000;

/** Armed until a call comes; resolves when the process is there again. */
function strike(world: World, kind: ProcessKind, random: Random): Promise<void> {
  const { director, folder } = world;
  const { moments, needsKey, wants, hurt } = PROCESS_STRIKES[kind];
  const direction = random.chance(0.3) ? 'compensation' : 'forward';
  const moment = random.pick(moments);
  const choosyUntil = Date.now() + CHOOSY_MS;
  const isWanted = ({ direction: its, site }: Call): boolean =>
    wants === undefined ? its === direction : wants.includes(site);
  const fits = (call: Call): boolean => (isWanted(call) || Date.now() > choosyUntil) && isAble(call);
  const isAble = ({ direction: its, server }: Call): boolean => its !== 'probe' && !(needsKey && server === 'plain');
  return new Promise((resolve, reject) => {
    director.addBarrier({
      moment,
      fits,
      async act(call, held) {
        const { root, site, attempt } = call;
        folder.fault({ kind, execution: root, step: site, direction, attempt });
        try {
          return await hurt(world, call, held);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          return 'lose';
        } finally {
          await Promise.all(world.workers.map(({ program }) => program.ready()));
          resolve();
        }
      },
    });
  });
}
