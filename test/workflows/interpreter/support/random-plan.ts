import fc from 'fast-check';
import type { Call, Plan, Step } from '../../../../plan/plan.ts';
import { action, callOf, each, group, planOf, sleeping, template, tools, undoOf, UNKEYED } from './plans.ts';

/** What a random step is made from; names are given afterwards, so that shrinking keeps them short. */
interface Seed {
  kind: 'action' | 'tools' | 'group' | 'sleep';
  /** Bit i: depends on the i-th step before it. */
  upstream: number;
  call: number;
  items: number | null;
  concurrency: number;
  onFailure: 'compensate' | 'continue' | 'park';
  inner: Seed[];
}

export interface Traits {
  /** Some steps and groups are continued without. */
  continues: boolean;
}

export function randomPlan({ continues }: Traits): fc.Arbitrary<Plan> {
  const kinds = fc.oneof(
    { weight: 5, arbitrary: fc.constant('action' as const) },
    { weight: 2, arbitrary: fc.constant('tools' as const) },
    { weight: 2, arbitrary: fc.constant('group' as const) },
    { weight: 1, arbitrary: fc.constant('sleep' as const) },
  );
  const fates: Seed['onFailure'][] = continues
    ? ['compensate', 'continue', 'park']
    : ['compensate', 'compensate', 'park'];
  const seed = (inner: fc.Arbitrary<Seed[]>): fc.Arbitrary<Seed> =>
    fc.record({
      kind: kinds,
      upstream: fc.nat(15),
      call: fc.nat(5),
      items: fc.option(fc.nat(3), { freq: 3 }),
      concurrency: fc.integer({ min: 1, max: 3 }),
      onFailure: fc.constantFrom(...fates),
      inner,
    });
  const innermost = fc.array(seed(fc.constant([])), { maxLength: 3 });
  const middle = fc.array(seed(innermost), { maxLength: 3 });
  return fc
    .tuple(fc.array(seed(middle), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 3 }))
    .map(([seeds, maxParallelCompensations]) => planOf(grow(seeds, { next: 0 }), { maxParallelCompensations }));
}

function grow(seeds: Seed[], names: { next: number }): Step[] {
  const list: Step[] = [];
  for (const seed of seeds) {
    const name = `s${names.next++}`;
    const dependsOn = list.slice(-4).flatMap((step, index) => ((seed.upstream >> index) & 1 ? [step.name] : []));
    const forEach =
      seed.items === null
        ? null
        : each(
            Array.from({ length: seed.items }, (_, i) => i),
            seed.concurrency,
          );
    const over = { dependsOn, forEach, onFailure: seed.onFailure };
    // `on_failure: park` of a group has no meaning of its own.
    const groupOver = seed.onFailure === 'park' ? { ...over, onFailure: 'compensate' as const } : over;
    if (seed.kind === 'sleep') list.push(sleeping(name, 1_000 * (1 + seed.call), { dependsOn }));
    else if (seed.kind === 'group') list.push(group(name, grow(seed.inner, names), groupOver));
    else if (seed.kind === 'tools')
      list.push(tools(name, { one: callLike(seed.call), two: callLike(seed.call + 1) }, over));
    else list.push(action(name, callOf(name, callLike(seed.call)), over));
  }
  return list;
}

/** The server whose calls have nothing that undoes them. */
export const KEEPS = 'keeps';

function callLike(number: number): Partial<Call> {
  const needs = { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) };
  switch (number % 6) {
    case 0:
      return { server: KEEPS, effect: false, compensation: null };
    case 1:
      return { ...UNKEYED, compensation: undoOf('x', { ...needs, withoutOutput: template({ id: 'none' }) }) };
    case 2:
      return { compensation: undoOf('x', needs) };
    case 3:
      return { server: KEEPS, compensation: null, noCompensationReason: 'nothing to undo' };
    case 4:
      return { fallback: { kind: 'call', call: callOf('other') } };
    default:
      return { compensation: undoOf('x', { arguments: template({ fixed: true }) }) };
  }
}
