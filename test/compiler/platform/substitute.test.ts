import { describe, expect, it } from 'vitest';
import { malformedReference, substitute, variablesIn } from '../../../compiler/platform/substitute.ts';

const lookup = (variable: string): string | undefined =>
  new Map([
    ['HOST', 'h'],
    ['EMPTY', ''],
    ['TRICK', '${HOST}'],
  ]).get(variable);

describe('substitute', () => {
  it.each([
    ['https://${HOST}/${HOST}', 'https://h/h'],
    ['$${HOST} costs $5', '${HOST} costs $5'],
    ['[${EMPTY}]', '[]'],
    ['${TRICK}', '${HOST}'],
    ['nothing', 'nothing'],
  ])('%s becomes %s', (text, expected) => {
    expect(substitute(text, lookup)).toEqual({ ok: true, text: expected });
  });

  it('names the first variable that is not set', () => {
    expect(substitute('${HOST} ${MISSING} ${OTHER}', lookup)).toEqual({ ok: false, missing: 'MISSING' });
  });

  it('never reads what only a prototype has', () => {
    expect(substitute('${constructor}', lookup)).toEqual({ ok: false, missing: 'constructor' });
  });
});

it('finds references with their places, and what only looks like one', () => {
  expect(variablesIn('a ${B} $${C} ${D_1}')).toEqual([
    { variable: 'B', at: 2, end: 6 },
    { variable: 'D_1', at: 13, end: 19 },
  ]);
  expect(malformedReference('a ${B} $${C}')).toBeUndefined();
  expect(malformedReference('a ${B} ${not one}')).toBe(7);
});
