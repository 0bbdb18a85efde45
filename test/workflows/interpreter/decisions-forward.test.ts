import { describe, expect, it } from 'vitest';
import type { Decision, DecisionVerb } from '../../../plan/messages.ts';
import type { Call, Plan } from '../../../plan/plan.ts';
import { start, type Execution } from './support/execution.ts';
import { action, approval, each, planOf, READS, sleeping, template, tools, undoOf, UNKEYED } from './support/plans.ts';
import { failed, held, ok, type Reply } from './support/world.ts';

const schema = { type: 'object', required: ['amount'] };
const readsB = { output: template('${{ steps.b.output }}') };

/** `a`, then `b` which fails as scripted and parks, then `c`. */
function parking(
  replies: Reply[],
  call: Partial<Call> = {},
  plan: Partial<Plan> = {},
  more: Record<string, Reply> = {},
) {
  const b = action('b', call, { onFailure: 'park', outputReaders: ['#output'] });
  return start(planOf([action('a'), b, action('c')], { ...readsB, toolSchemas: { 'server.b': schema }, ...plan }), {
    replies: { b: replies, ...more },
  });
}

/** Says a verb to the one park there is. */
function say(execution: Execution, verb: DecisionVerb, decision: Decision = {}): string | null {
  const parkId = execution.parked()[0]?.parkId;
  return execution.interpreter().decide(verb, { parkId, ...decision });
}

describe('retry_with', () => {
  it('sends other arguments under a new key after a definite no_effect', async () => {
    const execution = parking([failed('no_effect'), ok('paid')]);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { amount: 3 } })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'paid' });
    expect(execution.state().overrides).toEqual({ b: { amount: 3 } });
    const [first, second] = execution.world.sent.filter(({ path }) => path === 'b');
    expect(second?.arguments).toEqual({ amount: 3 });
    expect(second?.key).not.toBe(first?.key);
    expect(execution.undone()).toEqual([]);
  });

  it('undoes first what may have happened', async () => {
    const execution = parking([failed('effect_possible'), ok('paid')]);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { amount: 3 } })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'paid' });
    expect(execution.sent()).toEqual(['a', 'b', 'b~undo', 'b', 'c']);
    expect(execution.world.sent[2]?.key).not.toBe(execution.world.sent[1]?.key);
  });

  it('goes on with it in a new run, when that undo parks or the history gets long meanwhile', async () => {
    const b = action('b', {}, { onFailure: 'park', dependsOn: [] });
    let isLong = false;
    const execution = start(planOf([b, approval('wait', { dependsOn: [] })]), {
      replies: { b: [failed('unknown'), ok()], 'b~undo': [failed('no_effect'), ok()] },
      isLong: () => isLong && !(isLong = false),
    });
    await execution.play();
    say(execution, 'retry_with', { arguments: { amount: 3 } });
    isLong = true;
    await execution.play();
    expect(execution.runs()).toBeGreaterThan(1);
    if (execution.parked().length > 0) say(execution, 'retry');
    await execution.play();
    expect(execution.world.sent.at(-1)).toMatchObject({ name: 'b', epoch: 1, arguments: { amount: 3 } });
    expect(execution.undone().length).toBeGreaterThan(0);
  });

  it('is refused with the pointer when the arguments do not fit the tool', async () => {
    const execution = parking([failed('no_effect')]);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { sum: 3 } })).toBe(
      '"retry_with" does not fit "b": the arguments do not fit server.b: /amount is missing.',
    );
    expect(say(execution, 'retry_with')).toBe('"retry_with" needs "arguments": all arguments, as one JSON object.');
    expect(execution.state().overrides).toEqual({});
  });

  it('fills in the key that a tool takes in an argument, and lets nobody else do it', async () => {
    const idempotency = { kind: 'argument' as const, argument: 'request_id', retentionMs: null };
    const toolSchemas = { 'server.b': { type: 'object', required: ['request_id'] } };
    const execution = parking([failed('no_effect'), ok()], { idempotency }, { toolSchemas });
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { request_id: 'mine' } })).toMatch(
      /is the key, which is filled in/,
    );
    expect(say(execution, 'retry_with', { arguments: { amount: 3 } })).toBeNull();
    await execution.play();
    const again = execution.world.sent.findLast(({ path }) => path === 'b');
    expect(again?.arguments).toEqual({ amount: 3, request_id: again?.key });
  });

  it.each([
    ['is not undone by anything', { compensation: null }, {}],
    ['stands in a plan that undoes nothing', {}, { compensates: false }],
  ])('does not fit what may have happened and %s', async (_, call, plan) => {
    const execution = parking([failed('unknown')], call, plan);
    await execution.play();
    expect(execution.parked()[0]?.allowed).not.toContain('retry_with');
    expect(say(execution, 'retry_with', { arguments: { amount: 3 } })).toMatch(/^"retry_with" does not fit "b"/);
  });

  it('fits a read, whatever became of it', async () => {
    const execution = parking([failed('unknown'), ok('seen')], READS);
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { page: 2 } })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'seen' });
  });

  it('holds for one iteration', async () => {
    const b = action('b', {}, { onFailure: 'park', forEach: each([1, 2], 1) });
    const execution = start(planOf([b]), { replies: { 'b[1]': [failed('no_effect'), ok()] } });
    await execution.play();
    expect(say(execution, 'retry_with', { arguments: { amount: 3 } })).toBeNull();
    await execution.play();
    expect(execution.world.sent.map(({ path, arguments: sent }) => [path, sent])).toEqual([
      ['b[0]', {}],
      ['b[1]', {}],
      ['b[1]', { amount: 3 }],
    ]);
  });
});

describe('resolve_unknown', () => {
  const evidence = 'seen at the bank';

  it('happened: the step ends with the projected output, and is undone with what it froze', async () => {
    const compensation = undoOf('b', { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
    const call = { compensation, output: template('${{ output.id }}'), ...UNKEYED };
    const execution = parking([failed('unknown')], call, {}, { c: failed('no_effect') });
    await execution.play();
    expect(execution.parked()[0]?.message).toMatch(/It is not known whether the call happened\.$/);
    expect(say(execution, 'resolve_unknown', { happened: true, output: { id: 7 }, evidence })).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['b', 'a'] });
    expect(execution.state().records['b']?.output).toBe(7);
    expect(execution.sent()).toEqual(['a', 'b', 'c', 'b~undo', 'a~undo']);
    expect(execution.world.sent[3]?.arguments).toEqual({ id: 7 });
  });

  it('did not happen: it is sent again under the same key', async () => {
    const execution = parking([failed('unknown'), ok('paid')], UNKEYED);
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: false, evidence })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'paid' });
    const keys = execution.world.sent.filter(({ path }) => path === 'b').map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  it('did not happen, and then it fails for good: there is nothing to undo', async () => {
    const execution = parking([failed('unknown'), failed('no_effect')]);
    await execution.play();
    say(execution, 'resolve_unknown', { happened: false, evidence });
    await execution.play();
    say(execution, 'compensate');
    expect(await execution.play()).toMatchObject({ compensated: ['a'] });
  });

  it('is kept through a continue-as-new: the output can still be projected', async () => {
    const call = { output: template('${{ output.id }}') };
    const b = action('b', call, { onFailure: 'park', dependsOn: [], outputReaders: ['#output'] });
    const steps = [b, sleeping('s', 1_000, { dependsOn: [] }), action('c', {}, { dependsOn: ['s'] })];
    const execution = start(planOf(steps, readsB), { replies: { b: failed('unknown') }, isLong: (now) => now === 2 });
    await execution.play();
    expect(execution.runs()).toBe(2);
    expect(say(execution, 'resolve_unknown', { happened: true, output: { id: 7 }, evidence })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 7 });
  });

  it.each([
    [{ happened: true, evidence }, /"output" is needed when it happened/],
    [{ happened: true, output: {}, evidence }, /this "output" cannot be used: /],
    [{ happened: false, output: {}, evidence }, /has no "output"/],
    [{ happened: true, output: {} }, /needs "evidence"/],
    [{ happened: true, output: {}, evidence: ' ' }, /"evidence" of "resolve_unknown" is to be a text/],
    [{ evidence }, /needs "happened": true or false/],
    [{ happened: 'yes', evidence }, /"happened" of "resolve_unknown" is to be true or false/],
  ])('%j is refused', async (decision, sentence) => {
    const execution = parking([failed('unknown')], { output: template('${{ output.id.deeper }}') });
    await execution.play();
    expect(say(execution, 'resolve_unknown', decision as Decision)).toMatch(sentence);
    expect(execution.parked()).toHaveLength(1);
  });

  it('does not fit what is known to have done nothing, nor a read', async () => {
    for (const [outcome, call] of [
      ['no_effect', {}],
      ['unknown', READS],
    ] as const) {
      const execution = parking([failed(outcome)], call);
      await execution.play();
      expect(say(execution, 'resolve_unknown', { happened: true, output: 1, evidence })).toMatch(
        /does not fit "b" \(parkId/,
      );
    }
  });

  it('of one of several tools goes on with the next', async () => {
    const step = tools('t', { one: UNKEYED, two: {} }, { onFailure: 'park', outputReaders: ['#output'] });
    const execution = start(planOf([step], { output: template('${{ steps.t.output }}') }), {
      replies: { 't.one': failed('unknown'), 't.two': ok(2) },
    });
    await execution.play();
    expect(say(execution, 'resolve_unknown', { happened: true, output: 1, evidence })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: { one: 1, two: 2 } });
    expect(execution.sent()).toEqual(['t.one', 't.two']);
  });

  it('of a fallback does not ask the call again that it stood in for', async () => {
    const call = { fallback: { kind: 'call' as const, call: action('other').call } };
    for (const happened of [true, false]) {
      const execution = parking([failed('no_effect')], call, {}, { 'b~fallback': failed('unknown') });
      await execution.play();
      say(execution, 'resolve_unknown', { happened, evidence, ...(happened ? { output: 'by hand' } : {}) });
      await execution.play();
      expect(execution.sent().filter((name) => name === 'b')).toHaveLength(1);
      expect(execution.sent().filter((name) => name === 'b~fallback')).toHaveLength(happened ? 1 : 2);
    }
  });

  it('decides a pivot: past it when it happened, before it when it did not', async () => {
    const run = async (happened: boolean) => {
      const plan = planOf([action('a'), action('p', UNKEYED, { pivot: true }), action('z', READS)]);
      const execution = start(plan, { replies: { p: [failed('unknown'), failed('no_effect')] } });
      await execution.play();
      expect(execution.parked()[0]?.allowed).toEqual(['resolve_unknown', 'skip']);
      say(execution, 'resolve_unknown', { happened, evidence });
      await execution.play();
      return execution;
    };
    const past = await run(true);
    expect([past.ending(), past.state().pivotPassed]).toMatchObject([{ kind: 'completed' }, true]);
    expect((await run(false)).ending()).toMatchObject({ type: 'SagaCompensated', compensated: ['a'] });
  });
});

describe('other verbs on the way forward', () => {
  it('compensate is not offered where nothing is compensated', async () => {
    const execution = parking([failed('no_effect')], {}, { compensates: false });
    await execution.play();
    expect(execution.parked()).toMatchObject([{ allowed: ['retry', 'retry_with', 'skip'] }]);
    expect(say(execution, 'compensate')).toMatch(/does not fit/);
  });

  it.each(['mark_compensated', 'resume'] as const)('%s does not fit', async (verb) => {
    const execution = parking([failed('no_effect')]);
    await execution.play();
    expect(say(execution, verb, verb === 'resume' ? {} : { evidence: 'x' })).toMatch(/does not fit "b" \(parkId/);
  });

  it.each([
    ['retry', { output: 1 }, '"retry" takes no "output"; it takes "parkId", "step", "reason", "by".'],
    ['skip', { ouput: 1 }, '"skip" takes no "ouput"; it takes "parkId", "step", "reason", "by", "output".'],
    ['skip', { reason: 7 }, '"reason" of "skip" is to be a text.'],
  ] as const)('%s %j is refused', async (verb, decision, sentence) => {
    const execution = parking([failed('no_effect')]);
    await execution.play();
    expect(say(execution, verb, decision as unknown as Decision)).toBe(sentence);
  });

  it('each is recorded: who, when, why, step, epoch', async () => {
    const execution = parking([failed('no_effect'), failed('no_effect'), held()]);
    await execution.play();
    const first = execution.parked()[0];
    say(execution, 'retry', { by: 'Ann', reason: 'the bank is back' });
    await execution.play();
    say(execution, 'retry_with', { by: 'Bob', arguments: { amount: 1 } });
    await execution.play();
    expect(execution.state().decisions).toMatchObject([
      {
        verb: 'retry',
        step: 'b',
        epoch: 0,
        parkId: first?.parkId,
        by: 'Ann',
        reason: 'the bank is back',
        evidence: null,
      },
      { verb: 'retry_with', step: 'b', epoch: 1, by: 'Bob', reason: null },
    ]);
  });

  it('a decision for a park that is over is refused', async () => {
    const execution = parking([failed('no_effect'), failed('no_effect')]);
    await execution.play();
    const stale = execution.parked()[0]?.parkId;
    say(execution, 'retry');
    await execution.play();
    expect(execution.interpreter().decide('skip', { parkId: stale })).toMatch(/^No park fits parkId/);
    expect(execution.parked()).toHaveLength(1);
  });

  it('the park says what each would do, with an argument to paste', async () => {
    const toolSchemas = {
      'server.b': {
        type: 'object',
        required: ['amount'],
        properties: { amount: { type: 'number', exclusiveMinimum: 0 } },
      },
    };
    const execution = parking([failed('no_effect')], {}, { toolSchemas });
    await execution.play();
    const park = execution.world.events.find((event) => event.type === 'parked');
    expect(park?.verbs.map(({ verb }) => verb)).toEqual(park?.allowed);
    expect(park?.verbs.find(({ verb }) => verb === 'retry_with')).toEqual({
      verb: 'retry_with',
      does: 'sends it with other arguments, under a new key',
      example: { parkId: park?.parkId, arguments: { amount: 1 }, reason: 'why' },
    });
    for (const { verb, example } of park?.verbs ?? []) {
      expect(execution.interpreter().refuseDecision(verb as DecisionVerb, example as Decision)).toBeNull();
    }
  });
});
