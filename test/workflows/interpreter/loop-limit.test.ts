import { describe, expect, it } from 'vitest';
import { MAX_ITERATIONS } from '../../../plan/limits.ts';
import { start } from './support/execution.ts';
import { action, each, group, planOf, READS } from './support/plans.ts';
import type { Script } from './support/world.ts';

const items = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const repeated = (count: number) => action('a', READS, { forEach: each(items(count)) });

describe('a list that is longer than one run may iterate over', () => {
  it('fails its step before the first iteration, and what was done before is undone', async () => {
    const execution = start(planOf([action('before'), repeated(MAX_ITERATIONS + 1)]));
    expect(await execution.play()).toMatchObject({
      type: 'SagaCompensated',
      step: 'a',
      cause: {
        type: 'LoopTooLong',
        message:
          '"for_each" of step "a" has 5001 items; one run of an execution takes 5000 iterations of a step. Split the list over several executions, or over child executions with "workflow".',
      },
    });
    expect(execution.sent()).toEqual(['before', 'before~undo']);
  });

  it('goes on where the execution was started with older code', async () => {
    const execution = start(planOf([repeated(MAX_ITERATIONS + 1)]), { isPatched: false });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toHaveLength(MAX_ITERATIONS + 1);
  });

  it('goes on in the new run of an execution whose older code has begun it', async () => {
    const script: Script = {
      isPatched: false,
      isLong(asked) {
        if (asked !== 4_000) return false;
        script.isPatched = true;
        return true;
      },
    };
    const execution = start(planOf([repeated(MAX_ITERATIONS + 1)]), script);
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.runs()).toBe(2);
    expect(execution.sent()).toHaveLength(MAX_ITERATIONS + 1);
  });
});

describe('loops inside of a loop', () => {
  const nested = (outer: number, inner: number, maxConcurrency: number) =>
    planOf([group('g', [repeated(inner)], { forEach: each(items(outer), maxConcurrency) })]);

  it('are counted together, one after the other', async () => {
    const execution = start(nested(3, 2_000, 1));
    expect(await execution.play()).toMatchObject({
      cause: {
        type: 'LoopTooLong',
        message: expect.stringContaining('has 2000 items, after 4000 iterations of it before'),
      },
    });
    expect(execution.sent()).toHaveLength(4_000);
  });

  it('are counted together when they run side by side', async () => {
    const execution = start(nested(3, 2_000, 3));
    expect(await execution.play()).toMatchObject({ cause: { type: 'LoopTooLong' } });
    expect(execution.sent().length).toBeLessThanOrEqual(4_000);
  });
});

it('a list that is just short enough goes on, and leaves no marker in the history', async () => {
  const execution = start(planOf([repeated(MAX_ITERATIONS)]));
  expect(await execution.play()).toMatchObject({ kind: 'completed' });
  expect(execution.world.patches).toEqual([]);
});
