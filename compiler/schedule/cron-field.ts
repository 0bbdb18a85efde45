import { didYouMean } from '../suggest.ts';

interface CronField {
  /** In words, for messages. */
  name: string;
  min: number;
  max: number;
  /** Names of the values from `min` on; three letters are enough. */
  words: readonly string[];
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** In the order in which they are written. */
export const CRON_FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of the month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  // Seven is another name of Sunday.
  { name: 'day of the week', min: 0, max: 7, words: DAYS },
];

/** Offsets count within the text of the cron expression. */
export interface CronProblem {
  message: string;
  at: number;
  end: number;
  hint?: string;
}

type FieldResult = { ok: true; values: number[] } | { ok: false; problems: CronProblem[] };

/** A list of stars, values and ranges, each with or without a step → its sorted values. `at` is where it begins in the whole text. */
export function parseCronField(field: CronField, text: string, at: number): FieldResult {
  const values = new Set<number>();
  const problems: CronProblem[] = [];
  let start = at;
  for (const part of text.split(',')) {
    const range = parsePart(field, part);
    if (typeof range === 'string') problems.push({ message: range, at: start, end: start + Math.max(1, part.length) });
    else for (const value of valuesOf(range)) values.add(isWeek(field) ? value % DAYS.length : value);
    start += part.length + 1;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: [...values].sort((a, b) => a - b) };
}

interface Steps {
  from: number;
  to: number;
  step: number;
}

function valuesOf({ from, to, step }: Steps): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** One item of a field's list; a text is the sentence that says what is wrong with it. */
function parsePart(field: CronField, part: string): Steps | string {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) return `"${part}" has more than one "/".`;
  const every = step === undefined ? 1 : wholeNumber(step);
  if (every === null || every < 1) return `The step after "/" in "${part}" must be a whole number of at least 1.`;
  if (range === '*') return { from: field.min, to: field.max, step: every };
  const [first = '', last, ...rest] = range.split('-');
  const from = valueOf(field, first);
  if (from === null || rest.length > 0) return notOne(field, rest.length > 0 ? range : first);
  // A single value with a step goes on to the end.
  if (last === undefined) return { from, to: step === undefined ? from : field.max, step: every };
  const to = valueOf(field, last);
  if (to === null) return notOne(field, last);
  // From Friday to Sunday is written with 7, or with the name.
  const until = isWeek(field) && to === 0 && from > 0 ? 7 : to;
  if (until < from) return `"${range}" runs backwards: the smaller ${field.name} comes first.`;
  return { from, to: until, step: every };
}

function isWeek({ words }: CronField): boolean {
  return words === DAYS;
}

function valueOf({ min, max, words }: CronField, text: string): number | null {
  const named = text.length < 3 ? -1 : words.findIndex((word) => word.startsWith(text.toLowerCase()));
  if (named >= 0) return min + named;
  const value = wholeNumber(text);
  return value === null || value < min || value > max ? null : value;
}

function wholeNumber(text: string): number | null {
  return /^[0-9]{1,4}$/.test(text) ? Number(text) : null;
}

function notOne({ name, min, max, words }: CronField, text: string): string {
  const short = words.map((word) => word.slice(0, 3).toUpperCase());
  const names = short.length === 0 ? '' : ` (or ${short[0] ?? ''} to ${short.at(-1) ?? ''})`;
  const near = /^[a-z]{3,}$/i.test(text) ? didYouMean(text, [...short, ...words]) : undefined;
  const sentence = text === '' ? `A ${name} is missing` : `"${text}" is no ${name}`;
  return `${sentence}: it is ${min.toString()} to ${max.toString()}${names}.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
}
