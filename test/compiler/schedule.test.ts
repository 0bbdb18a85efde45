import { describe, expect, it } from 'vitest';
import { parseCron } from '../../compiler/schedule/parse-cron.ts';
import type { Calendar } from '../../compiler/schedule/parse-cron.ts';
import { compileInLab } from './support/lab.ts';
import { fixtures } from './syntax/fixture-files.ts';

function calendar(cron: string): Calendar {
  const result = parseCron(cron);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.calendar;
}

/** `[message, the text that it is about]` */
function problems(cron: string): [string, string][] {
  const result = parseCron(cron);
  return result.ok ? [] : result.problems.map(({ message, at, end }) => [message, cron.slice(at, end)]);
}

const upTo = (last: number, first = 0): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('a cron expression', () => {
  it('has every value of a star, and single values', () => {
    expect(calendar('0 6 * * *')).toEqual({
      minutes: [0],
      hours: [6],
      daysOfMonth: upTo(31, 1),
      months: upTo(12, 1),
      daysOfWeek: upTo(6),
    });
  });

  it.each([
    ['*/20 * * * *', 'minutes', [0, 20, 40]],
    ['50/4 * * * *', 'minutes', [50, 54, 58]],
    ['5,1-3,2 * * * *', 'minutes', [1, 2, 3, 5]],
    ['0 8-18/5 * * *', 'hours', [8, 13, 18]],
    ['0 0 1 jan,JULY *', 'months', [1, 7]],
    ['0 0 * * MON-wednesday', 'daysOfWeek', [1, 2, 3]],
    ['0 0 * * 7', 'daysOfWeek', [0]],
    ['0 0 * * 5-7', 'daysOfWeek', [0, 5, 6]],
    ['0 0 * * FRI-SUN', 'daysOfWeek', [0, 5, 6]],
    ['0 0 * * 1/2', 'daysOfWeek', [0, 1, 3, 5]],
    ['  0\t0  * * *  ', 'minutes', [0]],
    ['@weekly', 'daysOfWeek', [0]],
    ['@hourly', 'hours', upTo(23)],
    ['0 0 29 2 *', 'daysOfMonth', [29]],
  ] as const)('%s has the %s %j', (cron, field, values) => {
    expect(calendar(cron)[field]).toEqual(values);
  });

  it.each([
    ['60 * * * *', '60', '"60" is no minute: it is 0 to 59.'],
    ['* 24 * * *', '24', '"24" is no hour: it is 0 to 23.'],
    ['* * 0 * *', '0', '"0" is no day of the month: it is 1 to 31.'],
    ['* * * 13 *', '13', '"13" is no month: it is 1 to 12 (or JAN to DEC).'],
    ['* * * * 8', '8', '"8" is no day of the week: it is 0 to 7 (or SUN to SAT).'],
    ['* * * * MOM', 'MOM', 'Did you mean "MON"?'],
    ['* * ? * *', '?', '"?" is no day of the month'],
    ['* * L * *', 'L', '"L" is no day of the month'],
    ['-5 * * * *', '-5', 'A minute is missing'],
    ['1,,2 * * * *', ',', 'A minute is missing'],
    ['1.5 * * * *', '1.5', '"1.5" is no minute'],
    ['5-1 * * * *', '5-1', '"5-1" runs backwards'],
    ['1-5-9 * * * *', '1-5-9', '"1-5-9" is no minute'],
    ['*/0 * * * *', '*/0', 'The step after "/"'],
    ['*/ * * * *', '*/', 'The step after "/"'],
    ['*/2/3 * * * *', '*/2/3', 'more than one "/"'],
    ['* * *', '* * *', 'this one has 3.'],
    ['0 * * * * * 2030', '* 2030', 'this one has 7.'],
    ['', '', 'this one has none.'],
    ['@every 1h', '@every 1h', '"@every" is not taken here.'],
    ['@reboot', '@reboot', '"@reboot" is no cron expression.'],
    ['TZ=UTC 0 0 * * *', 'TZ=UTC', 'this one has 6.'],
    ['0 0 31 2,4,6 *', '0 0 31 2,4,6 *', 'never happens'],
  ])('%j is refused at %j', (cron, place, sentence) => {
    const [first] = problems(cron);
    expect(first?.[0]).toContain(sentence);
    expect(first?.[1]).toBe(place);
  });

  it('is refused at every field that is wrong', () => {
    expect(problems('99 99 * 99 *').map(([, place]) => place)).toEqual(['99', '99', '99']);
  });
});

describe('the schedule of a definition', () => {
  it('is compiled beside the plan, with every default', () => {
    const steps = '  steps: [{ name: rest, sleep: 1s }]\n';
    const without = compileInLab(`workflow_definition:\n  name: w\n${steps}`);
    const result = compileInLab(`workflow_definition:\n  name: w\n  schedule: { every: 15m }\n${steps}`);
    expect(result).toMatchObject({
      ok: true,
      warnings: [],
      schedule: { times: { kind: 'every', everyMs: 900_000 }, input: {}, overlap: 'skip' },
    });
    expect(without).toMatchObject({ ok: true, schedule: null });
    expect(result.ok && result.planHash).toBe(without.ok && without.planHash);
  });

  it('has the calendar of its cron expression, its time zone and its input as values', () => {
    const [fixture] = fixtures('valid').filter(({ name }) => name === 'scheduled');
    const result = compileInLab(fixture?.text ?? '');
    expect(result.ok && result.schedule).toEqual({
      times: {
        kind: 'cron',
        cron: '30 6,18 1-7 */3 MON',
        calendar: {
          minutes: [30],
          hours: [6, 18],
          daysOfMonth: [1, 2, 3, 4, 5, 6, 7],
          months: [1, 4, 7, 10],
          daysOfWeek: [1],
        },
        timezone: 'Europe/Berlin',
      },
      input: { sku: 'a-1', note: 'costs ${{5}}' },
      overlap: 'buffer_one',
    });
  });

  it('is not held against an input that is inferred from tools nobody knows', () => {
    const text =
      'workflow_definition:\n  name: w\n  schedule: { every: 1h, input: { sku: a-1 } }\n' +
      '  steps: [{ name: look, mcp_server: inventory_server, action: get_stock }]\n';
    expect(compileInLab(text, { catalog: null })).toMatchObject({ ok: true });
    expect(compileInLab(text.replace('sku', 'skew'))).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'schedule-input' }, { code: 'schedule-input' }],
    });
  });

  it('with an input of the wrong shape is refused once', () => {
    const text =
      'workflow_definition:\n  name: w\n  input: { type: object, required: [a], properties: { a: { type: string } } }\n' +
      '  schedule: { every: 1h, input: [] }\n  steps: [{ name: rest, sleep: 1s }]\n';
    expect(compileInLab(text)).toMatchObject({ ok: false, diagnostics: [{ code: 'wrong-type' }] });
  });
});
