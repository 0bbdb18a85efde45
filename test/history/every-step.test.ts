import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../plan/json.ts';
import { OPERATOR_VERBS, type OperatorVerb } from '../../plan/messages.ts';
import type { Plan } from '../../plan/plan.ts';
import { STEP_KINDS } from '../../plan/step-kinds.ts';
import type { StepStatus } from '../../plan/view.ts';
import {
  action,
  approval,
  callOf,
  child,
  each,
  failing,
  group,
  planOf,
  probeOf,
  READS,
  resource,
  sleeping,
  template,
  tools,
  UNKEYED,
  undoOf,
  waitFor,
} from '../workflows/interpreter/support/plans.ts';
import { failed, held, ok } from '../workflows/interpreter/support/world.ts';
import { createFollower, withoutTimes } from './support/read.ts';
import { recordExecution, type Recorder, type RecorderOptions } from './support/recorder.ts';

/** What people do once nothing moves any more, in this order. */
type Deed = (recorder: Recorder) => void;

const decide =
  (verb: OperatorVerb, argument: JsonObject = {}): Deed =>
  (recorder) => {
    const wait = recorder.runs
      .at(-1)
      ?.view()
      .waitingFor.find(({ kind }) => kind === 'decision');
    const parkId = wait?.parkId ?? expect.fail('Nothing is parked.');
    expect(recorder.update(verb, { parkId, ...argument })).toBeNull();
  };
const answer =
  (verb: 'approve' | 'reject', argument: JsonObject = {}): Deed =>
  (recorder) => {
    expect(recorder.update(verb, argument)).toBeNull();
  };
const signal =
  (name: string, argument: Json): Deed =>
  (recorder) => {
    recorder.signal(name, argument);
  };
const cancel: Deed = (recorder) => {
  recorder.cancel();
};
const release =
  (name: string): Deed =>
  (recorder) => {
    recorder.world.release(name, ok());
  };

interface Scene {
  plan: Plan;
  options?: RecorderOptions;
  deeds?: Deed[];
  /** Statuses of rows at the end, as far as they matter. */
  shows?: Record<string, StepStatus>;
}

const flow = (steps: Parameters<typeof planOf>[0]): Plan => planOf(steps, { kind: 'workflow', compensates: false });
const inner = planOf([action('one'), action('two')], { name: 'inner' });
const schema = { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } };
const script = (replies: NonNullable<RecorderOptions['script']>['replies']): RecorderOptions => ({
  script: { replies },
});

const SCENES: Record<string, Scene> = {
  'a step whose argument cannot be evaluated has failed, and what follows goes on': {
    plan: planOf([
      action('bad', { arguments: template({ v: '${{ dyn(1) + dyn("x") }}' }) }, { onFailure: 'continue' }),
      action('list', {}, { forEach: each('${{ dyn("abc") }}'), onFailure: 'continue' }),
      action('when', {}, { when: 'dyn(1) < dyn("x")', onFailure: 'continue' }),
      action('last'),
    ]),
    shows: { bad: 'failed', list: 'failed', when: 'failed', last: 'completed' },
  },
  'a loop that sleeps has a row for each nap': {
    plan: flow([sleeping('naps', 100, { forEach: each([1, 2]) })]),
    shows: { naps: 'completed', 'naps[0]': 'completed', 'naps[1]': 'completed' },
  },
  'a loop that waits takes a signal for each iteration': {
    plan: flow([waitFor('paid', 'go', { forEach: each([1, 2]) })]),
    deeds: [signal('go', 1), signal('go', 2)],
    shows: { paid: 'completed', 'paid[1]': 'completed' },
  },
  'a group in which a step failed has failed with it': {
    plan: planOf([group('block', [action('a'), action('b')])]),
    options: script({ b: failed('no_effect') }),
    shows: { block: 'failed', a: 'compensated', b: 'failed' },
  },
  'a loop over a group that failed has failed with it, and so has its inner step': {
    plan: planOf([group('rooms', [action('book')], { forEach: each([1, 2], 1) })]),
    options: script({ 'book[1]': failed('no_effect') }),
    shows: { rooms: 'failed', book: 'failed', 'rooms[0]': 'completed', 'rooms[1]': 'failed', 'book[0]': 'compensated' },
  },
  'a loop over a group that completed completes its inner step': {
    plan: planOf([group('rooms', [action('book')], { forEach: each([1, 2]) })]),
    shows: { rooms: 'completed', book: 'completed', 'book[1]': 'completed' },
  },
  'a group that is continued without': {
    plan: planOf([group('block', [action('a'), action('b')], { onFailure: 'continue' }), action('after')]),
    options: script({ b: failed('effect_possible') }),
    shows: { block: 'failed', a: 'compensated', after: 'completed' },
  },
  'a wait with a schema that was served, before a step that fails': {
    plan: flow([waitFor('paid', 'go', { schema }), failing('stop', 'Stop', 'x')]),
    deeds: [signal('go', { amount: 'much' }), signal('go', { amount: 7 })],
    shows: { paid: 'completed', stop: 'failed' },
  },
  'a wait whose time is over': { plan: flow([waitFor('paid', 'go', { timeoutMs: 50 })]), shows: { paid: 'failed' } },
  'a wait that goes on without a signal': {
    plan: flow([waitFor('paid', 'go', { timeoutMs: 50, onTimeout: 'continue' })]),
    shows: { paid: 'completed' },
  },
  'an approval with a form': {
    plan: planOf([approval('ask', { form: schema, approvers: template(['ann']) }), action('a')]),
    deeds: [answer('approve', { by: 'ann', form: { amount: 1 } })],
    shows: { ask: 'completed', a: 'completed' },
  },
  'an approval that is rejected': {
    plan: planOf([action('a'), approval('ask')]),
    deeds: [answer('reject', { by: 'ann', reason: 'no' })],
    shows: { a: 'compensated', ask: 'failed' },
  },
  'an approval that nobody answers': { plan: planOf([approval('ask', { timeoutMs: 9 })]), shows: { ask: 'failed' } },
  'two approvals side by side': {
    plan: planOf([approval('x', { dependsOn: [] }), approval('y', { dependsOn: [] })]),
    deeds: [answer('approve', { step: 'y' }), answer('approve', { step: 'x' })],
    shows: { x: 'completed', y: 'completed' },
  },
  'a resource, and one whose fallback stands in': {
    plan: planOf([
      resource('r', [{ kind: 'literal', text: 'file:///a' }]),
      resource('s', [{ kind: 'literal', text: 'file:///b' }], { fallback: { kind: 'value', value: template({}) } }),
      resource('t', [{ kind: 'literal', text: 'file:///c' }], { fallback: { kind: 'call', call: callOf('other') } }),
    ]),
    options: script({ s: failed('no_effect'), t: failed('no_effect') }),
    shows: { r: 'completed', s: 'completed', t: 'completed' },
  },
  'tools, of which the second fails': {
    plan: planOf([tools('both', { one: {}, two: {} })]),
    options: script({ 'both.two': failed('no_effect') }),
    shows: { both: 'failed', 'both.one': 'compensated', 'both.two': 'failed' },
  },
  'a child that completes and is undone with its parent': {
    plan: planOf([child('kid', inner), action('z')]),
    options: script({ z: failed('no_effect') }),
    shows: { kid: 'compensated', z: 'failed' },
  },
  'a child that fails': {
    plan: planOf([action('a'), child('kid', inner)]),
    options: script({ kid: failed('no_effect') }),
    shows: { a: 'compensated', kid: 'failed' },
  },
  'a fallback call': {
    plan: planOf([action('a', { fallback: { kind: 'call', call: callOf('other') } })]),
    options: script({ a: failed('no_effect') }),
    shows: { a: 'completed' },
  },
  'a probe that says that it happened, and one that says that it did not': {
    plan: planOf([action('a', { probe: probeOf({ result: template({ id: 1 }) }) }), action('b', { probe: probeOf() })]),
    options: script({
      a: failed('unknown'),
      'a~probe': ok({ found: true }),
      b: [failed('unknown'), ok()],
      'b~probe': ok({ found: false }),
    }),
    shows: { a: 'completed', b: 'completed' },
  },
  'a pivot, a cancel behind it, and a step that parks for good': {
    plan: planOf([action('a'), action('p', { compensation: null }, { pivot: true }), action('z')]),
    options: script({ z: [failed('no_effect'), ok()] }),
    deeds: [cancel, decide('retry')],
    shows: { a: 'completed', p: 'completed', z: 'completed' },
  },
  'a cancel while a call is under way': {
    plan: planOf([action('a'), action('b')]),
    options: script({ b: held(failed('unknown', 'Canceled')) }),
    deeds: [cancel],
    shows: { a: 'compensated', b: 'compensated' },
  },
  'a deadline': {
    plan: planOf([action('a'), waitFor('w', 'never')], { deadlineMs: 1_000 }),
    shows: { a: 'compensated', w: 'failed' },
  },
  'retry, retry_with and skip': {
    plan: planOf(['x', 'y', 'z'].map((name) => action(name, {}, { onFailure: 'park' }))),
    options: script({ x: [failed('no_effect'), ok()], y: [failed('no_effect'), ok()], z: failed('no_effect') }),
    deeds: [decide('retry'), decide('retry_with', { arguments: { n: 1 } }), decide('skip', { output: { by: 'hand' } })],
    shows: { x: 'completed', y: 'completed', z: 'completed' },
  },
  'resolve_unknown: it happened, and it did not': {
    plan: planOf(['x', 'y'].map((name) => action(name, {}, { onFailure: 'park' }))),
    options: script({ x: failed('unknown'), y: [failed('unknown'), ok()] }),
    deeds: [
      decide('resolve_unknown', { happened: true, evidence: 'seen' }),
      decide('resolve_unknown', { happened: false, evidence: 'not seen' }),
    ],
    shows: { x: 'completed', y: 'completed' },
  },
  'compensate, and an undo that is left': {
    plan: planOf([action('a'), action('b', {}, { onFailure: 'park' })]),
    options: script({ b: failed('no_effect'), 'a~undo': failed('no_effect') }),
    deeds: [decide('compensate'), decide('skip')],
    shows: { a: 'failed', b: 'failed' },
  },
  'an undo that is done by hand': {
    plan: planOf([action('a'), failing('end', 'Ended', 'no')]),
    options: script({ 'a~undo': failed('no_effect') }),
    deeds: [decide('mark_compensated', { evidence: 'seen' })],
    shows: { a: 'compensated', end: 'failed' },
  },
  'an undo that found nothing': {
    plan: planOf([action('a'), failing('end', 'Ended', 'no')]),
    options: script({ 'a~undo': failed('no_effect') }),
    deeds: [decide('never_happened', { evidence: 'seen' })],
    shows: { a: 'failed', end: 'failed' },
  },
  'an undo whose outcome is unknown': {
    plan: planOf([action('a', { compensation: undoOf('a', UNKEYED) }), failing('end', 'Ended', 'no')]),
    options: script({ 'a~undo': failed('unknown') }),
    deeds: [decide('resolve_unknown', { happened: true, evidence: 'seen' })],
    shows: { a: 'compensated' },
  },
  'a call that may still arrive is waited for, then resumed': {
    plan: planOf([action('a', { lateCallsRefused: false }), failing('end', 'Ended', 'no')]),
    options: script({ a: failed('unknown') }),
    deeds: [decide('resume')],
    shows: { a: 'compensated' },
  },
  'a held call beside others, released by hand': {
    plan: planOf([action('a', READS, { dependsOn: [] }), action('b', READS, { dependsOn: [] })]),
    options: script({ a: held() }),
    deeds: [release('a')],
    shows: { a: 'completed', b: 'completed' },
  },
  'a reset run that runs again what another run has undone': {
    plan: planOf([action('a'), action('b')]),
    options: {
      script: {
        pasts: [null, { readBy: 'run-1', calls: [], children: [] }],
      },
    },
    // The look at the past ends by itself.
    deeds: [() => undefined],
    shows: { a: 'completed', b: 'completed' },
  },
  'a step that goes on in a second run': {
    plan: planOf([action('many', {}, { forEach: each([1, 2, 3, 4], 1) }), action('z')]),
    options: { ...script({ z: failed('no_effect') }), isLong: (task) => task === 3 },
    shows: { z: 'failed' },
  },
  'a condition that does not hold, and one that reads a result': {
    plan: planOf([
      action('a', READS, { when: 'false' }),
      action('b', READS),
      action('c', READS, { when: 'steps.b.status == "failed"' }),
    ]),
    shows: { a: 'skipped', b: 'completed', c: 'skipped' },
  },
};

describe('at every moment the view from the history is the view of the workflow itself', () => {
  it.each(Object.entries(SCENES))('%s', async (_, { plan, options, deeds = [], shows = {} }) => {
    const recorder = recordExecution(plan, options);
    const followers = new Map<string, ReturnType<typeof createFollower>>();
    const left = [...deeds];
    for (let turn = 0; turn < 200; turn += 1) {
      await recorder.task();
      for (const run of recorder.runs) {
        const follower = followers.get(run.runId) ?? createFollower(run);
        followers.set(run.runId, follower);
        if (run !== recorder.runs.at(-1) || run.facts.length > 1) {
          expect(withoutTimes(await follower.catchUp())).toEqual(withoutTimes(run.view()));
        }
      }
      if (recorder.ending() !== null) break;
      // A run that has just been continued begins with its own first task.
      if (recorder.runs.at(-1)?.facts.length === 1) continue;
      if (!recorder.advance()) (left.shift() ?? expect.fail('Nothing moves any more.'))(recorder);
    }
    expect(recorder.ending()).not.toBeNull();
    expect(left).toEqual([]);
    const seen = Object.fromEntries(
      recorder.runs
        .at(-1)
        ?.view()
        .steps.map(({ path, status }) => [path, status]) ?? [],
    );
    expect(seen).toMatchObject(shows);
  });

  it('every kind of step and every verb of an operator is among them', () => {
    const text = JSON.stringify(Object.values(SCENES).map(({ plan }) => plan));
    for (const kind of Object.keys(STEP_KINDS)) expect(text).toContain(`"kind":"${kind}"`);
    const source = Object.values(SCENES).flatMap(({ deeds = [] }) => deeds).length;
    expect(source).toBeGreaterThanOrEqual(Object.keys(OPERATOR_VERBS).length);
  });
});
