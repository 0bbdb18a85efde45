import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JsonObject } from '../../../plan/json.ts';
import { VIEW_QUERY } from '../../../plan/messages.ts';
import type { ExecutionView, WaitView } from '../../../plan/view.ts';
import { createRandom } from '../random.ts';
import { rootOf, siteOf } from '../proxy/call.ts';
import type { World } from '../processes/open-world.ts';
import type { OpenExecution } from '../sagas/watch.ts';
import { chooseDecision } from './choose-decision.ts';
import type { readTruth } from './truth.ts';

export interface Operator {
  /** Heals what made it park and decides all its parks; returns at once, and does nothing while it is at it already. */
  decide(execution: OpenExecution): void;
  decided(): number;
  idle(): Promise<void>;
}

const VIEW_MS = 5_000;

export function createOperator(world: World, truthOf: ReturnType<typeof readTruth>): Operator {
  const random = createRandom(`operator ${world.options.seed}`);
  const busy = new Map<string, Promise<void>>();
  let decided = 0;

  const decideAll = async (id: string): Promise<void> => {
    const root = rootOf(id);
    world.director.heal(root);
    // Whoever decides has looked whether anything is still on its way.
    if (!(await world.proxy.late.deliver(root))) return;
    const { client } = world;
    const view = await client.withDeadline(Date.now() + VIEW_MS, () =>
      client.workflow.getHandle(id).query<ExecutionView | null>(VIEW_QUERY),
    );
    for (const wait of view?.waitingFor ?? []) {
      const key = view?.steps.find(({ path }) => path === wait.step)?.key ?? null;
      if (wait.kind === 'decision') await decideOne(id, wait, key);
    }
  };
  const decideOne = async (id: string, wait: WaitView, key: string | null): Promise<void> => {
    const { step, parkId, allowed } = wait;
    const truth = truthOf({ root: rootOf(id), site: siteOf(step), key });
    const chosen = chooseDecision(wait, truth, random);
    if (chosen === null) return;
    const { verb, more } = chosen;
    const argument: JsonObject = { parkId, step, reason: 'campaign', by: 'operator', ...more };
    const way = random.pick(WAYS);
    const answer = await tell(world, way, id, verb, argument).then(
      () => 'taken',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    decided += 1;
    world.folder.action({ kind: 'decide', execution: id, verb, step, parkId, allowed, way, argument, answer });
  };
  return {
    decide({ id }) {
      if (busy.has(id)) return;
      // Between two servers, or without a worker, the next look finds it still parked.
      const work = decideAll(id)
        .catch(() => undefined)
        .finally(() => busy.delete(id));
      busy.set(id, work);
    },
    decided: () => decided,
    async idle() {
      await Promise.all(busy.values());
    },
  };
}

type Way = 'update' | 'signal' | 'command';

const WAYS: Way[] = ['update', 'update', 'update', 'update', 'signal', 'signal', 'signal', 'command'];

async function tell(world: World, way: Way, id: string, verb: string, argument: JsonObject): Promise<void> {
  switch (way) {
    case 'update':
      return world.executions.update(id, verb, argument);
    case 'signal':
      return world.executions.signal(id, verb, argument);
    case 'command':
      return byCommand(world, id, verb, argument);
  }
}

const OPTIONS: Record<string, string> = {
  parkId: '--park',
  step: '--step',
  reason: '--reason',
  by: '--by',
  arguments: '--arguments',
  output: '--output',
  happened: '--happened',
  evidence: '--evidence',
};

async function byCommand(world: World, id: string, verb: string, argument: JsonObject): Promise<void> {
  const { workerMain } = world.options;
  const options = Object.entries(argument).flatMap(([name, value]) => {
    const option = OPTIONS[name];
    return option === undefined ? [] : [option, typeof value === 'string' ? value : JSON.stringify(value)];
  });
  const { project: cwd, environment: env } = world;
  await promisify(execFile)(process.execPath, [workerMain, 'decide', id, verb, ...options], { cwd, env });
}
