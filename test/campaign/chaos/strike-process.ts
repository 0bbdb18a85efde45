import { pause, persist, within } from '../operate/persist.ts';
import type { ProcessKind } from '../kinds.ts';
import type { World } from '../processes/open-world.ts';
import type { Call } from '../proxy/call.ts';
import type { Held, Moment } from '../proxy/director.ts';

/** A process that is hurt while one of its calls is held; says whether the call goes on. */
export interface ProcessStrike {
  moments: readonly Moment[];
  /** Only calls that may be sent again show what it is about. */
  needsKey: boolean;
  /** Sites at which it shows best what it is about. */
  wants?: readonly string[];
  hurt: (world: World, call: Call, held: Held) => Promise<'go_on' | 'lose'>;
}

export const PROCESS_STRIKES: Record<ProcessKind, ProcessStrike> = {
  kill_before_send: { moments: ['before_send'], needsKey: false, hurt: killWorker },
  kill_after_apply: { moments: ['after_apply'], needsKey: false, hurt: killWorker },
  kill_after_reply: { moments: ['after_apply'], needsKey: false, hurt: killAfterReply },
  zombie: { moments: ['before_send', 'after_apply'], needsKey: true, hurt: makeZombie },
  server_kill: { moments: ['before_send', 'after_apply'], needsKey: false, hurt: killServer },
  ledger_kill: { moments: ['before_send', 'after_apply'], needsKey: false, hurt: killLedger },
  outage: { moments: ['before_send'], needsKey: true, hurt: outage },
  // The calls behind these must not be sent twice.
  rolling_deploy: { moments: ['after_apply'], needsKey: false, wants: ['known', 'first'], hurt: deploy },
};

async function killWorker({ workers }: World, { worker }: Call): Promise<'lose'> {
  await workers[worker]?.program.kill();
  return 'lose';
}

/** The worker has the answer, and its word to Temporal is held back when it dies. */
async function killAfterReply({ workers }: World, { worker }: Call, held: Held): Promise<'lose'> {
  const victim = workers[worker];
  if (victim === undefined) return 'lose';
  const wire = victim.pass.hold();
  await Promise.all([held.answer(), within(SPEAKS_WITHIN_MS, wire.spoke)]);
  await victim.program.kill();
  wire.release();
  return 'lose';
}

/** A worker heartbeats at least so often. */
const SPEAKS_WITHIN_MS = 2_000;

/** Stopped until another worker has been given the same call, then let run on with what it was doing. */
async function makeZombie({ workers, director }: World, call: Call): Promise<'go_on'> {
  const victim = workers[call.worker];
  const again = director.nextArrival(({ key, worker }) => key === call.key && worker !== call.worker);
  victim?.program.freeze();
  await within(ZOMBIE_MS, again.arrived);
  again.forget();
  victim?.program.thaw();
  return 'go_on';
}

/** When nobody else takes the call over it was lost for another reason: the worker must not stay stopped. */
const ZOMBIE_MS = 20_000;

async function killServer({ temporal }: World): Promise<'go_on'> {
  await temporal.killAndRestart();
  return 'go_on';
}

async function killLedger({ ledger }: World): Promise<'go_on'> {
  await ledger.kill();
  await ledger.ready();
  return 'go_on';
}

/** Nobody listens where the ledger was until an attempt has been refused. */
async function outage({ proxy, client }: World, { execution }: Call): Promise<'lose'> {
  await proxy.down();
  const until = Date.now() + OUTAGE_MS;
  try {
    while (Date.now() < until) {
      const { raw } = await persist(() => client.workflow.getHandle(execution).describe());
      const attempts = (raw.pendingActivities ?? []).map(({ attempt }) => attempt ?? 1);
      if (attempts.length === 0 || Math.max(...attempts) >= 3) break;
      await pause(100);
    }
  } finally {
    await proxy.up();
  }
  return 'lose';
}

const OUTAGE_MS = 5_000;

/** Nobody listens where the ledger was; while a call waits for that, the worker that made the one before it is started again. */
async function deploy(world: World, { execution, worker }: Call, held: Held): Promise<'lose'> {
  const { proxy, client, workers } = world;
  await within(ANSWER_MS, held.answer());
  await proxy.down();
  const until = Date.now() + OUTAGE_MS;
  try {
    while (Date.now() < until) {
      const { raw } = await persist(() => client.workflow.getHandle(execution).describe());
      if ((raw.pendingActivities ?? []).some(({ lastFailure, heartbeatDetails }) => lastFailure ?? heartbeatDetails))
        break;
      await pause(100);
    }
    const last = workers.length - 1;
    await world.oneAtATime(async () => {
      await workers[Math.min(worker, last)]?.program.restart();
    });
  } finally {
    await proxy.up();
  }
  return 'lose';
}

const ANSWER_MS = 1_000;
