/** One value that does not fit a schema, by JSON pointer. */
export interface Misfit {
  /** JSON pointer (RFC 6901) into the value; empty for the whole. */
  pointer: string;
  message: string;
}

/** One error of a JSON Schema validator, as the specification names its parts. */
export interface ErrorUnit {
  keyword: string;
  keywordLocation: string;
  instanceLocation: string;
  error: string;
}

/** What people need to know of a validator's errors: the values that do not fit, each said once. */
export function misfitsOf(errors: readonly ErrorUnit[]): Misfit[] {
  const leaves = errors.filter((unit) => !WRAPPERS.has(unit.keyword)).flatMap(toMisfit);
  const found = leaves.length > 0 ? leaves : errors.flatMap(toMisfit);
  return found.filter(({ pointer, message }, index) => {
    return found.findIndex((other) => other.pointer === pointer && other.message === message) === index;
  });
}

/** Keywords that only repeat that something below them does not fit. */
const WRAPPERS = new Set([
  'properties',
  'items',
  'prefixItems',
  '$ref',
  'allOf',
  'additionalProperties',
  'then',
  'else',
]);

function toMisfit({ instanceLocation, keyword, keywordLocation, error }: ErrorUnit): Misfit[] {
  const pointer = instanceLocation.replace(/^#/, '');
  // A schema of `false` is what forbids a property: that one is said with the property's own name.
  if (keyword === 'false' || keywordLocation.endsWith('/additionalProperties')) {
    return [{ pointer, message: 'is not known here' }];
  }
  const missing = keyword === 'required' ? /"(.*)"/s.exec(error)?.[1] : undefined;
  if (missing !== undefined) return [{ pointer: `${pointer}/${escapePointer(missing)}`, message: 'is missing' }];
  return [{ pointer, message: sentence(keyword, error) }];
}

/** The validator speaks of an "instance"; people of a value. */
function sentence(keyword: string, error: string): string {
  const expected = /^Instance type "(.+?)" is invalid. Expected "(.+?)"/.exec(error);
  if (expected !== null)
    return `is of type ${expected[1] ?? ''}, but must be ${(expected[2] ?? '').replaceAll('", "', ' or ')}`;
  const text = error
    .replace(/^Instance does not match any of/, 'is none of')
    .replace(/^Instance /, '')
    .replace(/\.$/, '');
  // The validator calls the limit itself "less than" the limit.
  if (keyword === 'exclusiveMinimum') return text.replace(' is less than ', ' is not greater than ');
  if (keyword === 'exclusiveMaximum') return text.replace(' is greater than or equal to ', ' is not less than ');
  return text.replace(/^String /, '');
}

/** A key as a part of a JSON pointer. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
