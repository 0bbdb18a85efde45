import type { Json } from '../../json.ts';
import type { JsonNumber } from '../../numbers/exact-number.ts';
import { compareNumbers, integerOf, isJsonNumber } from '../../numbers/exact-number.ts';
import { isJsonObject } from '../../json.ts';
import { charge, chargeText } from '../budget.ts';
import { Fault } from '../errors.ts';
import { calculate, checkNumber } from '../evaluating/numbers.ts';
import { typeOf, withArticle } from '../values.ts';
import type { Arguments, CallContext, Signature } from './signature.ts';
import { LIST } from './signature.ts';

/** Characters (code points), items or keys. */
const size: Signature = {
  name: 'size',
  parameters: [['string', 'list', 'object']],
  required: 1,
  result: 'number',
  whole: true,
  call: (args, { budget, at }) => {
    const value = args.value(0);
    if (typeof value === 'string') {
      chargeText(budget, value.length, at);
      return Array.from(value).length;
    }
    const count = isJsonObject(value) ? Object.keys(value).length : args.list(0).length;
    if (isJsonObject(value)) charge(budget, count, at);
    return count;
  },
};

/** Adds from the first to the last item, so that rounding is the same everywhere; 0 for an empty list. */
const sum: Signature = {
  name: 'sum',
  parameters: [LIST],
  required: 1,
  result: 'number',
  whole: 'items',
  call: (args, context) => {
    charge(context.budget, args.list(0).length, context.at);
    const items = args.list(0);
    const exact = sumOfIntegers(items);
    if (exact !== null) return checkNumber(Number(exact), 'The function "sum"', context.at);
    return items.reduce<number>((total, item) => {
      if (isJsonNumber(item)) return calculate('+', total, item, 'The function "sum"', context.at);
      throw new Fault(
        `The function "sum" takes a list of numbers, and found ${withArticle(typeOf(item))}.`,
        context.at,
      );
    }, 0);
  },
};

/** Of a list of numbers or a list of strings; null when it is empty, so that `?? 0` says what to do then. */
const min: Signature = {
  name: 'min',
  parameters: [LIST],
  required: 1,
  result: 'element',
  call: (args, context) => extreme(args, context, (order) => order < 0),
};

const max: Signature = {
  name: 'max',
  parameters: [LIST],
  required: 1,
  result: 'element',
  call: (args, context) => extreme(args, context, (order) => order > 0),
};

/** Null when the list is empty. */
const first: Signature = {
  name: 'first',
  parameters: [LIST],
  required: 1,
  result: 'element',
  call: (args) => args.list(0)[0] ?? null,
};

const last: Signature = {
  name: 'last',
  parameters: [LIST],
  required: 1,
  result: 'element',
  call: (args) => args.list(0).at(-1) ?? null,
};

/** Sorted by UTF-16 unit: the order in which a server happened to write them is not a fact to build on. */
const keys: Signature = {
  name: 'keys',
  parameters: [['object']],
  required: 1,
  result: 'list',
  items: 'string',
  call: (args, { budget, at }) => {
    const value = args.value(0);
    const names = isJsonObject(value) ? Object.keys(value) : [];
    charge(budget, names.length * 2, at);
    return names.sort();
  },
};

export const LIST_FUNCTIONS: readonly Signature[] = [size, sum, min, max, first, last, keys];

type Wins = (order: number) => boolean;

function extreme(args: Arguments, { name, budget, at }: CallContext, wins: Wins): Json {
  const items = args.list(0);
  charge(budget, items.length, at);
  let best: JsonNumber | string | null = null;
  for (const item of items) {
    const isComparable = isJsonNumber(item) || typeof item === 'string';
    if (!isComparable || (best !== null && typeOf(best) !== typeOf(item))) {
      const message = `The function "${name}" takes a list of numbers or a list of strings, and found`;
      throw new Fault(`${message} ${withArticle(typeOf(item))}.`, at);
    }
    if (best === null || wins(compareItems(item, best))) best = item;
  }
  return best;
}

/** Texts by UTF-16 unit. */
function compareItems(a: JsonNumber | string, b: JsonNumber | string): number {
  if (isJsonNumber(a) && isJsonNumber(b)) return compareNumbers(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of integers of which one is beyond 2^53 - 1: only what comes out has to lie within it. Null where the numbers are ordinary ones. */
function sumOfIntegers(items: readonly Json[]): bigint | null {
  if (!items.some((item) => typeof item === 'bigint')) return null;
  let total = 0n;
  for (const item of items) {
    const integer = isJsonNumber(item) ? integerOf(item) : null;
    if (integer === null) return null;
    total += integer;
  }
  return total;
}
