import { describe, expect, it } from 'vitest';
import type { Decision, DecisionVerb } from '../../../plan/messages.ts';
import type { Call, Compensation } from '../../../plan/plan.ts';
import { start, type Execution } from './support/execution.ts';
import { action, failing, planOf, template, undoOf, UNKEYED } from './support/plans.ts';
import { failed, ok, type Reply } from './support/world.ts';

const evidence = 'seen at the bank';
const NATURAL = { idempotency: { kind: 'natural' as const, argument: null, retentionMs: null } };
const toolSchemas = { 'server.undo_a': { type: 'object', required: ['id'] } };

/** `a` is done and `end` fails, so that `a` is undone as scripted. */
function goingBack(undo: Reply[], compensation: Partial<Compensation> = {}): Execution {
  const plan = planOf([action('a', { compensation: undoOf('a', compensation) }), failing('end', 'Ended', 'no')], {
    toolSchemas,
  });
  return start(plan, { replies: { a: ok({ id: 1 }), 'a~undo': undo } });
}

/** `a` ends with an outcome nobody knows, and is undone as scripted. */
function unclear(call: Partial<Call>, compensation: Partial<Compensation> = {}, undo: Reply[] = [ok()]): Execution {
  const own = { compensation: undoOf('a', compensation), ...call };
  return start(planOf([action('a', own)], { toolSchemas }), { replies: { a: failed('unknown'), 'a~undo': undo } });
}

function say(execution: Execution, verb: DecisionVerb, decision: Decision = {}): string | null {
  const parkId = execution.parked()[0]?.parkId;
  return execution.interpreter().decide(verb, { parkId, ...decision });
}

const undos = (execution: Execution) => execution.world.sent.filter(({ direction }) => direction === 'compensation');

describe('what an undo that is stuck takes', () => {
  it.each([
    ['refused', failed('no_effect'), {}, ['retry', 'retry_with', 'never_happened', 'mark_compensated', 'skip']],
    [
      'unclear, keyed',
      failed('unknown'),
      {},
      ['retry', 'retry_with', 'resolve_unknown', 'never_happened', 'mark_compensated', 'skip'],
    ],
    [
      'unclear, natural',
      failed('unknown'),
      NATURAL,
      ['retry', 'resolve_unknown', 'never_happened', 'mark_compensated', 'skip'],
    ],
    ['unclear, unkeyed', failed('unknown'), UNKEYED, ['resolve_unknown', 'never_happened', 'mark_compensated', 'skip']],
  ])('%s', async (_, reply, compensation, allowed) => {
    const execution = goingBack([reply], compensation);
    await execution.play();
    expect(execution.parked()).toMatchObject([{ path: 'a', allowed }]);
    expect(say(execution, 'compensate')).toMatch(/^"compensate" does not fit "a"/);
  });
});

describe('mark_compensated', () => {
  it('ends the saga as partly compensated, and says so of the step', async () => {
    const execution = goingBack([failed('effect_possible')]);
    await execution.play();
    expect(say(execution, 'mark_compensated')).toMatch(/needs "evidence"/);
    expect(say(execution, 'mark_compensated', { evidence, by: 'Ann' })).toBeNull();
    expect(await execution.play()).toMatchObject({
      type: 'SagaPartiallyCompensated',
      compensated: [],
      notCompensated: ['a'],
    });
    expect(execution.state().ledger).toMatchObject([{ path: 'a', state: 'marked' }]);
    expect(execution.world.events).toContainEqual(
      expect.objectContaining({ type: 'compensation_left', why: 'marked' }),
    );
    expect(execution.state().decisions).toMatchObject([{ verb: 'mark_compensated', by: 'Ann', evidence }]);
  });
});

describe('never_happened', () => {
  it.each([
    ['a refused undo', 'no_effect' as const],
    ['an undo that may have happened', 'effect_possible' as const],
  ])('ends %s: there was nothing to undo, and nothing is left', async (_, outcome) => {
    const execution = goingBack([failed(outcome)]);
    await execution.play();
    expect(say(execution, 'never_happened')).toMatch(/needs "evidence"/);
    expect(say(execution, 'never_happened', { evidence, by: 'Ann' })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: [], notCompensated: [] });
    expect(execution.world.events).toContainEqual(
      expect.objectContaining({ type: 'compensation_left', why: 'nothing' }),
    );
    expect(execution.state().decisions).toMatchObject([{ verb: 'never_happened', by: 'Ann', evidence }]);
    expect(undos(execution)).toHaveLength(1);
  });

  it('is not there where the call itself is the question: resolve_unknown answers it', async () => {
    const execution = unclear({}, { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
    await execution.play();
    expect(say(execution, 'never_happened', { evidence })).toMatch(/^"never_happened" does not fit "a"/);
  });
});

describe('retry_with on the way back', () => {
  it('sends other arguments under a new key after a definite refusal', async () => {
    const execution = goingBack([failed('no_effect'), ok()]);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: {} })).toMatch(/do not fit server\.undo_a: \/id is missing/);
    expect(say(execution, 'retry_with', { arguments: { id: 9 } })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated' });
    const [first, second] = undos(execution);
    expect(second?.arguments).toEqual({ id: 9 });
    expect(second?.key).not.toBe(first?.key);
  });

  it('keeps the key while the first may have happened: a keyed tool does it once', async () => {
    const execution = goingBack([failed('unknown'), ok()]);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { id: 9 } })).toBeNull();
    await execution.play();
    const [first, second] = undos(execution);
    expect([second?.arguments, second?.key]).toEqual([{ id: 9 }, first?.key]);
  });

  it('gives what an undo needs that never got an output', async () => {
    const execution = unclear({}, { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
    await execution.play();
    expect(execution.parked()).toMatchObject([
      { allowed: ['retry_with', 'resolve_unknown', 'mark_compensated', 'skip'] },
    ]);
    expect(say(execution, 'retry_with', { arguments: { id: 9 } })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
    expect(undos(execution).map(({ arguments: sent }) => sent)).toEqual([{ id: 9 }]);
  });
});

describe('resolve_unknown about the compensation', () => {
  it('happened: the step is undone', async () => {
    const execution = goingBack([failed('unknown')], UNKEYED);
    await execution.play();
    expect(execution.parked()[0]?.message).toMatch(/It is not known whether the compensation happened\.$/);
    expect(say(execution, 'resolve_unknown', { happened: true, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
    expect(undos(execution)).toHaveLength(1);
  });

  it('did not happen: it is sent again under the same key, also when its tool knows none', async () => {
    const execution = goingBack([failed('unknown'), ok()], UNKEYED);
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: false, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
    const keys = undos(execution).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  it('takes no output, and does not fit a definite refusal', async () => {
    const execution = goingBack([failed('unknown')]);
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: true, output: 1, evidence })).toMatch(
      /nobody reads an "output"/,
    );
    const refused = goingBack([failed('no_effect')]);
    await refused.play();
    expect(say(refused, 'resolve_unknown', { happened: true, evidence })).toMatch(/does not fit "a" \(parkId/);
  });
});

describe('resolve_unknown about the call', () => {
  const needsId = { needsOutput: true, arguments: template({ id: '${{ output.b.id }}', of: '${{ arguments.n }}' }) };
  const call = { arguments: template({ n: 5 }) };

  it('happened: its undo is fixed from the output that the operator gives', async () => {
    const execution = unclear(call, needsId);
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: true, evidence })).toMatch(
      /"output" is needed when it happened/,
    );
    expect(say(execution, 'resolve_unknown', { happened: true, output: {}, evidence })).toMatch(
      /cannot use this "output"/,
    );
    expect(say(execution, 'resolve_unknown', { happened: true, output: { b: { id: 7 } }, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
    expect(undos(execution).map(({ arguments: sent }) => sent)).toEqual([{ id: 7, of: 5 }]);
  });

  it('did not happen: there is nothing to undo', async () => {
    const execution = unclear(call, needsId);
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: false, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: [], notCompensated: [] });
    expect(undos(execution)).toEqual([]);
    expect(execution.world.events).toContainEqual(
      expect.objectContaining({ type: 'compensation_left', why: 'nothing' }),
    );
  });

  it('after the undo was refused for good: sent under a new key, or nothing to undo', async () => {
    for (const happened of [true, false]) {
      const execution = unclear({}, {}, [failed('no_effect'), ok()]);
      await execution.play();
      expect(execution.parked()).toMatchObject([
        { allowed: ['retry', 'retry_with', 'resolve_unknown', 'mark_compensated', 'skip'] },
      ]);
      say(execution, 'resolve_unknown', { happened, evidence });
      expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: happened ? ['a'] : [] });
      expect(new Set(undos(execution).map(({ key }) => key)).size).toBe(happened ? 2 : 1);
    }
  });
});

describe('a call that may still arrive (S16)', () => {
  const late = (more: Partial<Compensation> = {}) => unclear({ lateCallsRefused: false }, more);

  it.each(['resume', 'retry'] as const)('%s undoes it now', async (verb) => {
    const execution = late();
    await execution.play();
    expect(undos(execution)).toEqual([]);
    expect(say(execution, verb)).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
  });

  it('resume without a parkId is refused', async () => {
    const execution = late();
    await execution.play();
    expect(execution.interpreter().decide('resume', {})).toMatch(/"resume" needs the "parkId"/);
  });

  it.each([
    [true, ['a']],
    [false, []],
  ])('resolve_unknown happened: %s', async (happened, compensated) => {
    const execution = late();
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated });
    expect(undos(execution)).toHaveLength(compensated.length);
  });
});

describe('an unclear undo of a tool that knows no keys', () => {
  const undo = undoOf('a', UNKEYED);
  const plan = planOf([action('a', { compensation: undo }), failing('end', 'Ended', 'no')]);

  it('is not sent again by a new run, which parks again', async () => {
    let isLong = false;
    const execution = start(plan, {
      replies: { 'a~undo': failed('unknown') },
      isLong: () => isLong && !(isLong = false),
    });
    await execution.play();
    isLong = true;
    execution.interpreter().signal('nudge', null);
    await execution.play();
    // The history is looked at when something changes.
    say(execution, 'resolve_unknown', { happened: false, evidence });
    await execution.play();
    expect(execution.runs()).toBeGreaterThan(1);
    expect(undos(execution).length).toBeLessThanOrEqual(2);
    expect(execution.parked()[0]?.message).toMatch(/not known/);
  });

  it('nor by a keyed tool after it has forgotten the key', async () => {
    const idempotency = { kind: 'meta' as const, argument: null, retentionMs: 0 };
    const execution = goingBack([failed('unknown')], { idempotency });
    await execution.play();
    expect(execution.parked()).toMatchObject([
      { allowed: ['resolve_unknown', 'never_happened', 'mark_compensated', 'skip'] },
    ]);
  });
});
