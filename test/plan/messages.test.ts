import { describe, expect, it } from 'vitest';
import {
  APPROVAL_VERBS,
  concludes,
  DECISION_VERBS,
  factsOf,
  isReservedSignal,
  leavesNothingToUndo,
  OPERATOR_SIGNALS,
  takersOf,
  type DecisionVerb,
} from '../../plan/messages.ts';
import { refuseDecision } from '../../workflows/interpreter/park/decide.ts';
import { misshapen } from '../../workflows/interpreter/park/decision-shape.ts';

it('no signal may be called like anything that people can tell an execution', () => {
  expect([...OPERATOR_SIGNALS].sort()).toEqual([...DECISION_VERBS, ...APPROVAL_VERBS].sort());
  for (const name of [...OPERATOR_SIGNALS, '__temporal_x', '__stack_trace']) expect(isReservedSignal(name)).toBe(true);
  expect(isReservedSignal('paid')).toBe(false);
  expect(isReservedSignal('constructor')).toBe(false);
});

it.each(DECISION_VERBS)('the example of "%s" has the shape that the verb takes', (verb) => {
  expect(misshapen(verb, { parkId: 'p', ...factsOf(verb).example })).toBeNull();
});

it.each(DECISION_VERBS)('"%s" can be taken on some way, and says what it does there', (verb) => {
  expect(Object.values(factsOf(verb).does).join('')).not.toBe('');
  expect(refuseDecision(null, verb, {})).toMatch(/^Nothing is parked/);
});

it('texts name the verbs that take a field', () => {
  expect(takersOf('arguments')).toEqual(['retry_with']);
  expect(takersOf('output')).toEqual(['resolve_unknown', 'skip']);
});

describe('a decision concludes', () => {
  it.each<[DecisionVerb, 'call' | 'compensation' | null, boolean | null, string, boolean]>([
    ['resolve_unknown', 'call', true, 'happened', false],
    ['resolve_unknown', 'call', false, 'never_happened', true],
    ['resolve_unknown', 'compensation', true, 'undone_by_hand', true],
    ['resolve_unknown', 'compensation', false, 'not_undone', false],
    ['mark_compensated', 'call', null, 'undone_by_hand', true],
    ['mark_compensated', null, null, 'undone_by_hand', true],
    ['never_happened', null, null, 'never_happened', true],
    ['never_happened', 'compensation', null, 'never_happened', true],
    ['skip', 'call', null, 'nothing', false],
    ['retry', 'compensation', null, 'nothing', false],
    ['compensate', null, null, 'nothing', false],
  ])('%s (unclear: %s, happened: %s): %s', (verb, unclear, happened, kind, isGone) => {
    expect(concludes({ verb, unclear, happened })).toEqual({ kind });
    expect(leavesNothingToUndo({ verb, unclear, happened })).toBe(isGone);
  });
});
