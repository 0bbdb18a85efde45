import { describe, expect, it } from 'vitest';
import { describeDefinition } from '../../api/operations/definitions/describe.ts';
import { planHasEffect } from '../../compiler/binding/effects.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import { kindOf, STEP_KINDS, STEP_VERBS, type StepKind } from '../../plan/step-kinds.ts';
import { callsOf, stepsOf } from '../../plan/walk.ts';
import {
  action,
  approval,
  callOf,
  child,
  failing,
  group,
  planOf,
  READS,
  resource,
  sleeping,
  template,
  tools,
  waitFor,
} from '../workflows/interpreter/support/plans.ts';

const other = { kind: 'call' as const, call: callOf('other') };

describe('the steps of a plan', () => {
  it('are all of them in the order of the text, each with the groups around it', () => {
    const plan = planOf([
      action('first'),
      group('outer', [sleeping('pause', 1), group('inner', [action('deep')]), action('after')]),
      child('other_one', planOf([action('elsewhere')])),
    ]);
    expect(stepsOf(plan).map(({ step, groups }) => [...groups, step].map(({ name }) => name).join('/'))).toEqual([
      'first',
      'outer',
      'outer/pause',
      'outer/inner',
      'outer/inner/deep',
      'outer/after',
      'other_one',
    ]);
  });
});

describe('the calls of a step', () => {
  it.each<[string, Step, string[]]>([
    ['one', action('a'), ['a:a']],
    ['one and what stands in for it', action('a', { fallback: other }), ['a:a', 'a~fallback:other']],
    ['not a value that stands in', action('a', { fallback: { kind: 'value', value: template(1) } }), ['a:a']],
    ['each of its tools', tools('a', { get: {}, 'put.all': {} }), ['a.get:get', 'a.put.all:put.all']],
    ['what stands in for a resource', resource('a', [], { fallback: other }), ['a~fallback:other']],
    ['none of what is inside of a group', group('a', [action('b')]), []],
    ['none of a child', child('a', planOf([action('b')])), []],
    ['none of an approval', approval('a'), []],
    ['none of a wait', waitFor('a', 'go'), []],
    ['none of a timer', sleeping('a', 1), []],
    ['none of a failure', failing('a', 'Failed', ''), []],
  ])('are %s', (_, step, calls) => {
    expect(callsOf(step).map(({ path, call }) => `${path}:${call.tool}`)).toEqual(calls);
  });
});

describe('the list of kinds', () => {
  it('has a verb for each kind, and each verb once', () => {
    expect(new Set(STEP_VERBS).size).toBe(Object.keys(STEP_KINDS).length);
    for (const kind of Object.keys(STEP_KINDS) as StepKind[]) expect(kindOf(STEP_KINDS[kind].verb)).toBe(kind);
  });
});

describe('a definition whose only effect stands in for something that reads', () => {
  const onlyFallbacks: [string, Plan][] = [
    ['a resource', planOf([resource('a', [], { fallback: other })])],
    ['a call', planOf([action('a', { ...READS, fallback: other })])],
    [
      'a call in a group of a child',
      planOf([child('c', planOf([group('g', [action('a', { ...READS, fallback: other })])]))]),
    ],
  ];

  it.each(onlyFallbacks)('has an effect: %s', (_, plan) => {
    expect(planHasEffect(plan)).toBe(true);
  });

  it.each(onlyFallbacks)('is not offered as one that only reads: %s', (_, plan) => {
    const served = { plan, planHash: 'sha256:0', skipped: [], source: '' };
    const definitions = { names: () => [plan.name], find: () => served };
    expect(describeDefinition(definitions as never, plan.name).effects).toMatchObject({ isReadOnly: false });
  });

  it('that only reads says so', () => {
    expect(planHasEffect(planOf([action('a', READS), resource('b', [])]))).toBe(false);
  });
});
