import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contender.ts';
import { inTurns, type Paired } from './statistics.ts';
import type { Side } from './workers.ts';

type Starter = Pick<Contender, 'start'>;
type Sides = Record<Side, Starter>;

/** Milliseconds a step, one execution at a time. */
export function sequentialSteps(sides: Sides, steps: number, rounds: number): Promise<Paired> {
  const measure = async (contender: Starter): Promise<number> => {
    await sleep(AFTERMATH_MS.one);
    const began = performance.now();
    await (await contender.start(steps)).result();
    return (performance.now() - began) / steps;
  };
  return inTurns(rounds, both(sides, measure), Math.ceil(WARM_UP_STEPS / steps));
}

/** A worker lives for weeks: what its first executions pay is no part of what an execution costs. */
const WARM_UP_STEPS = 500;

/** Milliseconds until so many executions that were started together have all ended. */
export function atOnce(sides: Sides, executions: number, steps: number, rounds: number): Promise<Paired> {
  const measure = async (contender: Starter): Promise<number> => {
    await sleep(AFTERMATH_MS.many);
    const began = performance.now();
    const run = async (): Promise<unknown> => (await contender.start(steps)).result();
    await Promise.all(Array.from({ length: executions }, run));
    return performance.now() - began;
  };
  return inTurns(rounds, both(sides, measure));
}

/** Temporal closes and indexes executions after their results are known; that work is not the other side's. */
const AFTERMATH_MS = { one: 50, many: 2_000 };

/** History events that one more sequential step costs. */
export async function eventsPerStep(contender: Contender): Promise<number> {
  const [few, many] = [10, 500];
  const eventsOf = async (steps: number): Promise<number> => {
    const handle = await contender.start(steps);
    await handle.result();
    return (await handle.fetchHistory()).events?.length ?? Number.NaN;
  };
  return ((await eventsOf(many)) - (await eventsOf(few))) / (many - few);
}

function both(sides: Sides, measure: (contender: Starter) => Promise<number>) {
  return {
    definition: () => measure(sides.definition),
    handWritten: () => measure(sides['hand-written']),
  };
}
