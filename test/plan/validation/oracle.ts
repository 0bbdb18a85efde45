import { isJsonObject } from '../../../plan/json.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import type { JsonNumber } from '../../../plan/numbers/exact-number.ts';

/** A second, slow opinion: the keywords that the tests use, on thousandths in BigInt arithmetic. */
export function fits(root: JsonSchema, schema: Json, value: Json): boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isJsonObject(schema)) throw new Error('no schema');
  return Object.entries(schema).every(([keyword, given]) => obeys(root, schema, keyword, given, value));
}

function obeys(root: JsonSchema, schema: JsonSchema, keyword: string, given: Json, value: Json): boolean {
  const number = typeof value === 'number' || typeof value === 'bigint' ? thousandths(value) : null;
  const limit = (): bigint => thousandths(given as JsonNumber);
  const all = given as Json[];
  switch (keyword) {
    case 'type':
      return given === 'integer' ? number !== null && number % 1000n === 0n : given === typeName(value);
    case 'minimum':
      return number === null || number >= limit();
    case 'maximum':
      return number === null || number <= limit();
    case 'exclusiveMinimum':
      return number === null || number > limit();
    case 'exclusiveMaximum':
      return number === null || number < limit();
    case 'multipleOf':
      return number === null || number % limit() === 0n;
    case 'const':
      return same(given, value);
    case 'enum':
      return all.some((one) => same(one, value));
    case 'uniqueItems':
      return !Array.isArray(value) || value.every((one, at) => value.findIndex((other) => same(one, other)) === at);
    case 'items':
      return !Array.isArray(value) || value.every((item) => fits(root, given, item));
    case 'contains':
      return !Array.isArray(value) || value.some((item) => fits(root, given, item));
    case 'properties':
      return (
        !isJsonObject(value) ||
        Object.entries(given as JsonSchema).every(([key, one]) => {
          const member = value[key];
          return member === undefined || fits(root, one, member);
        })
      );
    case 'anyOf':
      return all.some((one) => fits(root, one, value));
    case 'allOf':
      return all.every((one) => fits(root, one, value));
    case 'oneOf':
      return all.filter((one) => fits(root, one, value)).length === 1;
    case 'not':
      return !fits(root, given, value);
    case 'if': {
      const then = fits(root, given, value) ? schema['then'] : schema['else'];
      return then === undefined || fits(root, then, value);
    }
    case '$ref':
      return fits(root, (root['$defs'] as JsonSchema)[(given as string).slice('#/$defs/'.length)] ?? false, value);
    case '$defs':
    case 'then':
    case 'else':
    case 'default':
      return true;
    default:
      throw new Error(`The oracle does not know "${keyword}".`);
  }
}

function thousandths(number: JsonNumber): bigint {
  if (typeof number === 'bigint') return number * 1000n;
  if (!Number.isInteger(number)) return BigInt(Math.round(number * 1000));
  const [digits = '', zeros = '0'] = String(number).split('e+');
  return BigInt(digits) * 10n ** BigInt(zeros) * 1000n;
}

function same(one: Json, other: Json): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: Json): string {
  if (typeof value === 'number' || typeof value === 'bigint') return `n${thousandths(value)}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.sort().join()}}`;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
