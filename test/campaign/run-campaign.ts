import { createChaos } from './chaos/chaos.ts';
import type { CampaignOptions } from './options.ts';
import { OPERATOR_KINDS } from './kinds.ts';
import { createOperator } from './operate/operator.ts';
import { pause, within } from './operate/persist.ts';
import { readTruth } from './operate/truth.ts';
import { openWorld, type World } from './processes/open-world.ts';
import { rootOf } from './proxy/call.ts';
import { writeHistories } from './record/histories.ts';
import { writeManifest, type Manifest } from './record/manifest.ts';
import { reconcile } from './operate/reconcile.ts';
import { openRunFolder } from './record/run-folder.ts';
import { dealScripts } from './sagas/deal.ts';
import { runSaga } from './sagas/run-saga.ts';
import type { Script } from './sagas/script.ts';
import { listOpen, watchExecutions, type Watch } from './sagas/watch.ts';

/** Open when this long after the last healing, it is said to be stuck. */
const QUIET_WITHIN_MS = 120_000;

/** Runs a whole campaign and writes its run folder. Throws when it could not do what it was asked, which is worth no report. */
export async function runCampaign(options: CampaignOptions, say: (line: string) => void): Promise<Manifest> {
  const startedAt = Date.now();
  const folder = openRunFolder(options.out);
  const scripts = dealScripts(options.seed, options.sagas, options.kinds);
  const leftParked = new Set(scripts.filter(({ isLeftParked }) => isLeftParked).map(rootOfScript));
  const world = await openWorld(options, folder, say);
  try {
    say(`The world stands after ${seconds(startedAt)}; ${scripts.length} sagas with seed ${options.seed}.`);
    const operator = createOperator(world, readTruth(folder.file('ledger.jsonl')));
    const watch = watchExecutions(world, (execution) => {
      if (leftParked.has(rootOf(execution.id)) || world.held.has(rootOf(execution.id))) return 'leave';
      operator.decide(execution);
      return 'decide';
    });
    const stuck = await runAll(world, watch, scripts, say);
    say(`All sagas have run after ${seconds(startedAt)}; waiting for quiet.`);
    world.director.healAll();
    await world.proxy.late.deliverAll();
    const healedAt = Date.now();
    if (options.kinds.some((kind) => TERMINATING.has(kind))) await reconcile(world);
    const open = await waitForQuiet(world, leftParked);
    const quietMs = Date.now() - healedAt;
    await watch.stop();
    await operator.idle();
    const roots = new Set(scripts.map(rootOfScript));
    const histories = await writeHistories(world.client, world.taskQueue, roots, folder.file('histories'));
    for (const { plan, planHash } of world.plans.values()) {
      folder.write(`plans/${planHash.replace('sha256:', '')}.json`, plan);
    }
    const facts = { startedAt, quietMs, histories, open, stuck, decisions: operator.decided() };
    return writeManifest(world, { ...facts, late: world.proxy.late.delivered() });
  } finally {
    await world.close();
  }
}

/** What leaves terminated runs behind. */
const TERMINATING = new Set<string>(['terminate', ...OPERATOR_KINDS]);

function rootOfScript({ definition, ref }: Script): string {
  return `${definition.name}/${ref}`;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1_000).toFixed(1)} s`;
}

/** One saga may not hold up the others for longer; it is looked at again in the end. */
const SAGA_MS = 240_000;

async function runAll(world: World, watch: Watch, scripts: Script[], say: (line: string) => void): Promise<string[]> {
  const chaos = createChaos(world, scripts.length, world.options.kinds);
  const stuck: string[] = [];
  const queue = [...scripts];
  let started = 0;
  const work = async (): Promise<void> => {
    for (let script = queue.shift(); script !== undefined; script = queue.shift()) {
      started += 1;
      chaos.reached(started);
      if (started % 50 === 0) say(`${started} sagas started.`);
      const root = rootOfScript(script);
      if ((await within(SAGA_MS, runSaga(world, watch, script))) === 'late') stuck.push(root);
    }
  };
  await Promise.all(Array.from({ length: world.options.width }, work));
  if ((await within(SAGA_MS, chaos.done())) === 'late')
    throw new Error('Not all processes could be hurt: no call came that fits.');
  return stuck;
}

/** What is still open, and not meant to be, when everything has been healed. */
async function waitForQuiet(world: World, leftParked: ReadonlySet<string>): Promise<Manifest['open']> {
  const until = Date.now() + QUIET_WITHIN_MS;
  for (;;) {
    const open = await listOpen(world);
    const moving = open.filter(({ id, isParked }) => !leftParked.has(rootOf(id)) || (id === rootOf(id) && !isParked));
    if (moving.length === 0 || Date.now() > until) {
      return open.map(({ id, runId, isParked }) => ({ id, runId, state: isParked ? 'parked' : 'running' }));
    }
    await pause(500);
  }
}
