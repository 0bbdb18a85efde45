import { didYouMean } from '../suggest.ts';
import { CRON_FIELDS, parseCronField } from './cron-field.ts';
import type { CronProblem } from './cron-field.ts';

/** The times of a cron expression, each field as the sorted list of its values. A time matches when all of them do. */
export interface Calendar {
  /** 0–59. */
  minutes: number[];
  /** 0–23. */
  hours: number[];
  /** 1–31. */
  daysOfMonth: number[];
  /** 1–12. */
  months: number[];
  /** 0–6, Sunday is 0. */
  daysOfWeek: number[];
}

export type CronResult = { ok: true; calendar: Calendar } | { ok: false; problems: CronProblem[] };

/** Five fields, or a word like `@daily`, as Temporal reads them. Never throws. */
export function parseCron(text: string): CronResult {
  const fields = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }));
  const [first] = fields;
  if (first?.text.startsWith('@')) return parseWord(text, first.text);
  if (fields.length !== CRON_FIELDS.length) return { ok: false, problems: [wrongCount(text, fields)] };
  const problems: CronProblem[] = [];
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] = CRON_FIELDS.map((field, index) => {
    const result = parseCronField(field, fields[index]?.text ?? '', fields[index]?.at ?? 0);
    if (result.ok) return result.values;
    problems.push(...result.problems);
    return [];
  });
  if (problems.length > 0) return { ok: false, problems };
  const calendar = { minutes, hours, daysOfMonth, months, daysOfWeek };
  return happens(calendar) ? { ok: true, calendar } : { ok: false, problems: [never(text)] };
}

const WORDS = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

function parseWord(text: string, word: string): CronResult {
  const meant = WORDS.get(text.trim());
  if (meant !== undefined) return parseCron(meant);
  const place = { at: text.indexOf('@'), end: text.trimEnd().length };
  if (word === '@every') {
    const hint = 'Write "every: 1h" instead of "cron".';
    return { ok: false, problems: [{ message: '"@every" is not taken here.', ...place, hint }] };
  }
  const near = didYouMean(word, WORDS.keys());
  const message = `"${text.trim()}" is no cron expression.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
  return { ok: false, problems: [{ message, ...place, hint: `The words are ${[...WORDS.keys()].join(', ')}.` }] };
}

function wrongCount(text: string, fields: readonly { text: string; at: number }[]): CronProblem {
  const names = CRON_FIELDS.map(({ name }) => name).join(', ');
  const count = fields.length === 0 ? 'none' : fields.length.toString();
  const message = `A cron expression has five fields (${names}); this one has ${count}.`;
  const [first] = fields;
  const isZone = /^(?:CRON_)?TZ=/.test(first?.text ?? '');
  if (first !== undefined && isZone) {
    const hint = 'Write the time zone beside it: timezone: Europe/Berlin.';
    return { message, at: first.at, end: first.at + first.text.length, hint };
  }
  const at = fields[CRON_FIELDS.length]?.at ?? 0;
  const place = { at, end: text.trimEnd().length };
  return at === 0 ? { message, ...place } : { message, ...place, hint: 'Seconds and years are not taken.' };
}

/** Whether any of the months has any of the days. */
function happens({ months, daysOfMonth }: Calendar): boolean {
  const earliest = daysOfMonth[0] ?? 1;
  return months.some((month) => earliest <= (LENGTHS[month - 1] ?? 31));
}

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function never(text: string): CronProblem {
  const message = `"${text.trim()}" never happens: none of its months has such a day.`;
  return { message, at: text.length - text.trimStart().length, end: text.trimEnd().length };
}
