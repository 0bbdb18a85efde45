import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { isJsonObject } from '../../../plan/json.ts';
import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { escapePointer } from '../../../plan/misfits.ts';
import type { Misfit } from '../../../plan/misfits.ts';
import { OperationError } from '../errors.ts';
import { misfitsOfValue } from '../misfits-of-value.ts';

/** History takes payloads of 2 MiB; the plan travels beside the input. */
const MAX_INPUT_BYTES = 1024 * 1024;

/**
 * The input as plain JSON that fits the definition's schema. Throws `invalid-input` with a JSON pointer for everything that does not
 * fit, and `input-too-large`.
 */
export function checkInput(definition: string, schema: JsonSchema, input: unknown): JsonObject {
  const nonJson = findNonJson(input, '');
  if (nonJson !== null) throw invalid(definition, [nonJson]);
  if (!isJsonObject(input)) throw invalid(definition, [{ pointer: '', message: 'must be an object' }]);
  const bytes = new TextEncoder().encode(stringifyJson(input)).length;
  if (bytes > MAX_INPUT_BYTES) {
    const size = `${String(Math.ceil(bytes / 1024))} KiB`;
    const message = `The input of "${definition}" has ${size}; at most 1024 KiB are taken. Pass a reference to large data instead of the data.`;
    throw new OperationError('input-too-large', message);
  }
  const found = misfitsOfValue(schema, input);
  if (found.length > 0) throw invalid(definition, found);
  return input;
}

function invalid(definition: string, found: Misfit[]): OperationError {
  const list = found.map(({ pointer, message }) => `  ${pointer === '' ? '(the whole input)' : pointer} ${message}`);
  const message = [`The input does not fit "${definition}":`, ...list].join('\n');
  return new OperationError('invalid-input', message, { misfits: found });
}

/** No real input is deeper; code that walks through an input may therefore call itself for each level. */
const MAX_DEPTH = 100;

/** The first part of a value that JSON cannot carry, or a key that is not allowed in our objects; null when there is none. */
function findNonJson(value: unknown, pointer: string, depth = 0): Misfit | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'bigint') return null;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return null;
    // So JSON's reader gives numbers with an exponent, or with so many digits, that none can hold them.
    const remedy = Number.isNaN(value) ? '' : '; write it as a text';
    return { pointer, message: `is ${String(value)}, which is no JSON number${remedy}` };
  }
  if (typeof value !== 'object') return { pointer, message: `is of type ${typeof value}, which is no JSON` };
  if (depth === MAX_DEPTH) return { pointer: '', message: `is nested more than ${String(MAX_DEPTH)} deep` };
  for (const [key, item] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(key)}`;
    if (key === '__proto__') return { pointer: at, message: 'is a key that is not taken' };
    const nonJson = findNonJson(item, at, depth + 1);
    if (nonJson !== null) return nonJson;
  }
  return null;
}
