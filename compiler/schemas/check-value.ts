import { compareNumbers, isJsonNumber } from '../../plan/numbers/exact-number.ts';
import type { JsonNumber } from '../../plan/numbers/exact-number.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';
import { isSameJson } from './equal.ts';
import { additionalOf, branchesOf, propertiesOf, requiredOf, subSchema, valuesOf } from './parts.ts';
import { describeTypes, fitsType, typeOfValue, typesOf } from './types.ts';

/** One way in which a value does not fit; `path` leads from the value to the part. The message completes "… ". */
export interface ValueProblem {
  path: (string | number)[];
  message: string;
}

/** What is certainly wrong with a literal value. The full schema is checked again before a call is sent: this finds it earlier. */
export function checkValue(value: Json, schema: JsonSchema, path: (string | number)[] = []): ValueProblem[] {
  const types = typesOf(schema);
  const values = valuesOf(schema);
  const wrongType = types !== undefined && !fitsType(typeOfValue(value), types);
  const notListed = values !== undefined && !values.some((other) => isSameJson(value, other));
  if (wrongType || notListed)
    return [{ path, message: `should be ${describeTypes(schema)}, not ${describeValue(value)}` }];
  return [...checkChoices(value, schema, path), ...checkContents(value, schema, path)];
}

function checkChoices(value: Json, schema: JsonSchema, path: (string | number)[]): ValueProblem[] {
  const problems = branchesOf(schema, 'allOf').flatMap((part) => checkValue(value, part, path));
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = branchesOf(schema, keyword);
    const fits = branches.length === 0 || branches.some((branch) => checkValue(value, branch, path).length === 0);
    if (!fits) problems.push({ path, message: 'fits none of the forms that the schema allows' });
  }
  return problems;
}

function checkContents(value: Json, schema: JsonSchema, path: (string | number)[]): ValueProblem[] {
  if (typeof value === 'string') return checkRange(Array.from(value).length, schema, LENGTH, path);
  if (isJsonNumber(value)) return checkRange(value, schema, NUMBER, path);
  if (Array.isArray(value)) {
    const items = subSchema(schema, 'items');
    const inside = items === undefined ? [] : value.flatMap((item, at) => checkValue(item, items, [...path, at]));
    return [...checkRange(value.length, schema, ITEMS, path), ...inside];
  }
  return isJsonObject(value) ? checkObject(value, schema, path) : [];
}

function checkObject(value: JsonObject, schema: JsonSchema, path: (string | number)[]): ValueProblem[] {
  const problems: ValueProblem[] = [];
  const properties = propertiesOf(schema);
  for (const name of requiredOf(schema)) {
    if (!Object.hasOwn(value, name)) problems.push({ path, message: `lacks the required property "${name}"` });
  }
  for (const [name, item] of Object.entries(value)) {
    const property = properties.get(name);
    if (property !== undefined) problems.push(...checkValue(item, property, [...path, name]));
    else if (additionalOf(schema) === false)
      problems.push({ path: [...path, name], message: 'is not a property the schema knows' });
  }
  return problems;
}

type RangeWords = readonly [minimum: string, maximum: string, tooSmall: string, tooLarge: string];
const LENGTH: RangeWords = ['minLength', 'maxLength', 'is shorter than', 'is longer than'];
const NUMBER: RangeWords = ['minimum', 'maximum', 'is less than', 'is greater than'];
const ITEMS: RangeWords = ['minItems', 'maxItems', 'has fewer items than', 'has more items than'];

function checkRange(
  size: JsonNumber,
  schema: JsonSchema,
  words: RangeWords,
  path: (string | number)[],
): ValueProblem[] {
  const [minimumKey, maximumKey, tooSmall, tooLarge] = words;
  const minimum = ownProperty(schema, minimumKey);
  const maximum = ownProperty(schema, maximumKey);
  if (isJsonNumber(minimum) && compareNumbers(size, minimum) < 0) return [{ path, message: `${tooSmall} ${minimum}` }];
  if (isJsonNumber(maximum) && compareNumbers(size, maximum) > 0) return [{ path, message: `${tooLarge} ${maximum}` }];
  return [];
}

function describeValue(value: Json): string {
  const text = stringifyJson(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
