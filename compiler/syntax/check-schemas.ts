import { isJsonObject } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { DefinitionSyntax } from './language.ts';
import type { PlacedStep } from './each-step.ts';
import type { Places } from './places.ts';
import type { Problem } from './report.ts';
import { badChoice, badValue } from './rules/bad-value.ts';
import { wrongType } from './rules/wrong-type.ts';

/**
 * The JSON Schemas that an author writes: a misspelt type would refuse every value, and when that is noticed an execution runs
 * already.
 */
export function checkSchemas(definition: DefinitionSyntax, steps: readonly PlacedStep[], places: Places): Problem[] {
  const { body, root } = definition;
  return [
    ...(body.input === undefined ? [] : checkInput(body.input, [...root, 'input'], places)),
    ...steps.flatMap(({ step, path }) => [
      ...checkSchema(step.approval?.form, [...path, 'approval', 'form'], places),
      ...checkSchema(step.wait_for?.schema, [...path, 'wait_for', 'schema'], places),
    ]),
  ];
}

function checkInput(input: JsonSchema, path: Path, places: Places): Problem[] {
  const type = Object.hasOwn(input, 'type') ? input['type'] : undefined;
  if (type === undefined || type === 'object') return checkSchema(input, path, places);
  return [badValue([...path, 'type'], type, '"object", because an input is an object', places)];
}

function checkSchema(schema: Json | undefined, path: Path, places: Places, depth = 0): Problem[] {
  if (schema === undefined || typeof schema === 'boolean' || depth > MAX_DEPTH) return [];
  if (!isJsonObject(schema)) return [wrongType(path, schema, 'a JSON Schema', places)];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = [...path, keyword];
    switch (keyword) {
      case 'type':
        return checkType(value, at, places);
      case 'required':
      case 'enum':
        return Array.isArray(value) ? [] : [wrongType(at, value, 'a list', places)];
      case 'pattern':
        return isPattern(value) ? [] : [badValue(at, value, 'a regular expression', places)];
      case 'properties':
      case '$defs':
        return checkAll(value, at, places, depth);
      case 'items':
      case 'additionalProperties':
        return checkSchema(value, at, places, depth + 1);
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        return Array.isArray(value)
          ? value.flatMap((item, index) => checkSchema(item, [...at, index], places, depth + 1))
          : [wrongType(at, value, 'a list', places)];
      default:
        return [];
    }
  });
}

const MAX_DEPTH = 32;
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

function checkType(value: Json, path: Path, places: Places): Problem[] {
  const written = Array.isArray(value) ? value.map((item, index) => ({ item, at: [...path, index] })) : null;
  const wrong = (written ?? [{ item: value, at: path }]).filter(
    ({ item }) => typeof item !== 'string' || !TYPES.includes(item),
  );
  return wrong.map(({ item, at }) => badChoice(at, item, TYPES, places));
}

/** As the validators read it that runs in the workflow. */
function isPattern(value: Json): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}

function checkAll(value: Json, path: Path, places: Places, depth: number): Problem[] {
  if (!isJsonObject(value)) return [wrongType(path, value, 'a mapping', places)];
  return Object.entries(value).flatMap(([name, schema]) => checkSchema(schema, [...path, name], places, depth + 1));
}
