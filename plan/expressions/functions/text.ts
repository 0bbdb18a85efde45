import { chargeText, charge } from '../budget.ts';
import { Fault } from '../errors.ts';
import type { CallContext, Signature } from './signature.ts';
import { LIST, NUMBER, TEXT } from './signature.ts';

const lowerAscii: Signature = {
  name: 'lower_ascii',
  parameters: [TEXT],
  required: 1,
  result: 'string',
  call: (args, context) => paid(args.text(0), context).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
};

const upperAscii: Signature = {
  name: 'upper_ascii',
  parameters: [TEXT],
  required: 1,
  result: 'string',
  call: (args, context) => paid(args.text(0), context).replace(/[a-z]/g, (letter) => letter.toUpperCase()),
};

/** White space is what Unicode calls so; JavaScript's own trim has another list. */
const trim: Signature = {
  name: 'trim',
  parameters: [TEXT],
  required: 1,
  result: 'string',
  call: (args, context) => trimmed(paid(args.text(0), context)),
};

/** An empty separator splits into characters, as in CEL's strings extension. */
const split: Signature = {
  name: 'split',
  parameters: [TEXT, TEXT],
  required: 2,
  result: 'list',
  items: 'string',
  call: (args, context) => {
    const text = paid(args.text(0), context);
    const separator = args.text(1);
    const parts = separator === '' ? Array.from(text) : text.split(separator);
    charge(context.budget, parts.length, context.at);
    return parts;
  },
};

const join: Signature = {
  name: 'join',
  parameters: [LIST, TEXT],
  required: 1,
  result: 'string',
  call: (args, context) => {
    const separator = args.text(1);
    const items = args.list(0).map((item, index) => {
      if (typeof item === 'string') return item;
      throw new Fault(`The function "join" takes a list of strings, and item ${index} is none.`, context.at);
    });
    charge(context.budget, items.length, context.at);
    chargeText(
      context.budget,
      items.reduce((sum, item) => sum + item.length + separator.length, 0),
      context.at,
    );
    return items.join(separator);
  },
};

const startsWith: Signature = {
  name: 'starts_with',
  parameters: [TEXT, TEXT],
  required: 2,
  result: 'bool',
  call: (args, context) => args.text(0).startsWith(paid(args.text(1), context)),
};

const endsWith: Signature = {
  name: 'ends_with',
  parameters: [TEXT, TEXT],
  required: 2,
  result: 'bool',
  call: (args, context) => args.text(0).endsWith(paid(args.text(1), context)),
};

const contains: Signature = {
  name: 'contains',
  parameters: [TEXT, TEXT],
  required: 2,
  result: 'bool',
  call: (args, context) => paid(args.text(0), context).includes(paid(args.text(1), context)),
};

/** The position of the first occurrence in characters (code points), or -1. */
const indexOf: Signature = {
  name: 'index_of',
  parameters: [TEXT, TEXT],
  required: 2,
  result: 'number',
  whole: true,
  call: (args, context) => {
    const text = paid(args.text(0), context);
    const found = text.indexOf(paid(args.text(1), context));
    return found < 0 ? -1 : Array.from(text.slice(0, found)).length;
  },
};

/** Positions count characters (code points), as `size` and `index_of` do. */
const substring: Signature = {
  name: 'substring',
  parameters: [TEXT, NUMBER, NUMBER],
  required: 2,
  result: 'string',
  call: (args, context) => {
    const characters = Array.from(paid(args.text(0), context));
    const start = args.number(1);
    const end = args.count > 2 ? args.number(2) : characters.length;
    const fits = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end;
    if (fits && end <= characters.length) return characters.slice(start, end).join('');
    const range = `from ${start} to ${end}`;
    throw new Fault(`The function "substring" cannot cut ${range} out of ${characters.length} characters.`, context.at);
  },
};

/** Replaces every occurrence; nothing in the replacement has a special meaning. */
const replace: Signature = {
  name: 'replace',
  parameters: [TEXT, TEXT, TEXT],
  required: 3,
  result: 'string',
  call: (args, context) => {
    const text = paid(args.text(0), context);
    const wanted = args.text(1);
    const parts = wanted === '' ? ['', ...Array.from(text), ''] : text.split(wanted);
    chargeText(context.budget, parts.length * (1 + args.text(2).length), context.at);
    return parts.join(args.text(2));
  },
};

export const TEXT_FUNCTIONS: readonly Signature[] = [
  ...[lowerAscii, upperAscii, trim, split, join],
  ...[startsWith, endsWith, contains, indexOf, substring, replace],
];

function paid(text: string, { budget, at }: CallContext): string {
  chargeText(budget, text.length, at);
  return text;
}

const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
