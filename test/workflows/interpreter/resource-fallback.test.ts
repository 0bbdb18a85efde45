import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, planOf, resource } from './support/plans.ts';
import { failed, ok } from './support/world.ts';

describe('the fallback of a resource', () => {
  const fallback = { kind: 'call' as const, call: action('other').call };
  const read = (onFailure: 'compensate' | 'park' | 'continue') =>
    resource('a', [{ kind: 'literal', text: 'files://a' }], { fallback, onFailure });

  it('is undone on the way back', async () => {
    const execution = start(planOf([read('compensate'), action('b')]), {
      replies: { a: failed('no_effect'), b: failed('no_effect') },
    });
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a~fallback'] });
    expect(execution.sent()).toEqual(['a', 'a~fallback', 'b', 'a~fallback~undo']);
  });

  it('that may have happened is undone before the execution goes on without the step', async () => {
    const execution = start(planOf([read('continue'), action('b')]), {
      replies: { a: failed('no_effect'), 'a~fallback': failed('unknown') },
    });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a~fallback', 'a~fallback~undo', 'b']);
  });

  it('that may have happened is undone when a person has the resource read again and that goes well', async () => {
    const execution = start(planOf([read('park'), action('b')]), {
      replies: { a: [failed('no_effect'), ok()], 'a~fallback': failed('unknown') },
    });
    await execution.play();
    execution.interpreter().decide('retry', {});
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a~fallback', 'a', 'b', 'a~fallback~undo']);
  });
});
