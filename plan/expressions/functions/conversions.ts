import type { Json } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { fromInteger, isSameNumber } from '../../numbers/exact-number.ts';
import { parseJson as readJson, roundIntegers, stringifyJson } from '../../numbers/json-text.ts';
import { sha256Hex } from '../../hash/sha256.ts';
import { charge, chargeText } from '../budget.ts';
import { Fault } from '../errors.ts';
import { FORBIDDEN_KEYS, MAX_INTEGER_DIGITS, MAX_RESULT_LENGTH } from '../limits.ts';
import { checkNumber } from '../evaluating/numbers.ts';
import { jsonLength } from '../values.ts';
import type { CallContext, Signature } from './signature.ts';
import { ANY, TEXT } from './signature.ts';

/** The digits are counted apart. */
const INTEGER_TEXT = /^-?[0-9]+$/;
const NUMBER_TEXT = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

const string: Signature = {
  name: 'string',
  parameters: [['string', 'number', 'bool']],
  required: 1,
  result: 'string',
  call: (args, { budget, at }) => {
    const value = args.value(0);
    const written = typeof value === 'string' ? value : stringifyJson(value);
    if (typeof value === 'bigint') chargeText(budget, written.length, at);
    return written;
  },
};

/** Cuts a number off towards zero, or reads a whole number. */
const int: Signature = {
  name: 'int',
  parameters: [['number', 'string']],
  required: 1,
  result: 'number',
  whole: true,
  readsIntegers: true,
  call: (args, context) => {
    const value = args.value(0);
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number') return checkNumber(Math.trunc(value), 'The function "int"', context.at);
    return readInteger(args.text(0), context);
  },
};

const double: Signature = {
  name: 'double',
  parameters: [['number', 'string']],
  required: 1,
  result: 'number',
  call: (args, context) => {
    const value = args.value(0);
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return nearestDouble(value, context);
    const read = NUMBER_TEXT.test(args.text(0)) ? Number(args.text(0)) : Number.NaN;
    if (Number.isFinite(read)) return read + 0;
    throw new Fault(`The function "double" cannot read ${quoted(args.text(0))} as a number.`, context.at);
  },
};

/** Of the text's UTF-8 bytes, in hexadecimal. */
const sha256: Signature = {
  name: 'sha256',
  parameters: [TEXT],
  required: 1,
  result: 'string',
  call: (args, { budget, at }) => {
    charge(budget, 4 + Math.ceil(args.text(0).length / 8), at);
    return sha256Hex(args.text(0));
  },
};

/** Reads JSON text; text that is not JSON, or that names a forbidden key, is an error. */
const parseJson: Signature = {
  name: 'parse_json',
  parameters: [TEXT],
  required: 1,
  result: 'unknown',
  readsIntegers: true,
  call: (args, context) => {
    chargeText(context.budget, args.text(0).length * 4, context.at);
    const value = parse(args.text(0), context);
    jsonLength(value, Infinity, context.at);
    refuseForbiddenKeys(value, context);
    return value;
  },
};

/** Compact JSON text, keys in the order the value has them. */
const toJson: Signature = {
  name: 'to_json',
  parameters: [ANY],
  required: 1,
  result: 'string',
  call: (args, { budget, at }) => {
    const length = jsonLength(args.value(0), MAX_RESULT_LENGTH, at);
    if (length > MAX_RESULT_LENGTH) throw new Fault('The function "to_json" would write more than 256 kB.', at);
    chargeText(budget, length, at);
    return stringifyJson(args.value(0));
  },
};

/** The value itself, which the type checker then takes for anything. */
const dyn: Signature = {
  name: 'dyn',
  parameters: [ANY],
  required: 1,
  result: 'unknown',
  call: (args) => args.value(0),
};

export const CONVERSION_FUNCTIONS: readonly Signature[] = [string, int, double, sha256, parseJson, toJson, dyn];

/** What JSON would write with the same digits. */
function nearestDouble(value: bigint, { at }: CallContext): number {
  const nearest = Number(value);
  return isSameNumber(nearest, value) ? nearest : checkNumber(nearest, 'The function "double"', at);
}

function readInteger(text: string, context: CallContext): Json {
  const digits = text.startsWith('-') ? text.length - 1 : text.length;
  if (!INTEGER_TEXT.test(text) || digits > (context.exact ? MAX_INTEGER_DIGITS : 16)) {
    throw new Fault(`The function "int" cannot read ${quoted(text)} as a whole number.`, context.at);
  }
  return context.exact ? fromInteger(BigInt(text)) : checkNumber(Number(text), 'The function "int"', context.at);
}

function parse(text: string, context: CallContext): Json {
  try {
    const value = readJson(text);
    return (context.exact ? value : roundIntegers(value)) as Json;
  } catch {
    throw new Fault(`The function "parse_json" cannot read ${quoted(text)} as JSON.`, context.at);
  }
}

function refuseForbiddenKeys(value: Json, { at }: CallContext): void {
  const stack = [value];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (typeof item === 'number' && !Number.isFinite(item)) {
      throw new Fault('The function "parse_json" met a number that is too large.', at);
    }
    for (const [key, inner] of Array.isArray(item) || isJsonObject(item) ? Object.entries(item) : []) {
      if (FORBIDDEN_KEYS.has(key)) throw new Fault(`The function "parse_json" met the key "${key}".`, at);
      stack.push(inner);
    }
  }
}

function quoted(text: string): string {
  return stringifyJson(text.length <= 40 ? text : `${text.slice(0, 37)}...`);
}
