import { Validator } from '@cfworker/json-schema';
import type { Json, JsonSchema } from '../plan/json.ts';
import { misfitsOf } from '../plan/misfits.ts';
import { exactCheck } from '../plan/validation/exact-check.ts';
import type { Check } from '../plan/validation/exact-check.ts';

/** What does not fit, with its JSON pointers; null when the value fits. Interprets the schema: no code is generated in the isolate. */
export function misfit(schema: JsonSchema, value: Json): string | null {
  const errors = exactCheck(schema, checkWith)(value);
  if (errors.length === 0) return null;
  const said = misfitsOf(errors).map(({ pointer, message }) => `${pointer === '' ? 'the whole' : pointer} ${message}`);
  const shown = said.slice(0, MAX_SHOWN).join('; ');
  return said.length > MAX_SHOWN ? `${shown}; and ${said.length - MAX_SHOWN} more` : shown;
}

function checkWith(schema: JsonSchema): Check {
  const validator = new Validator(schema, '2020-12', false);
  return (value) => validator.validate(value).errors;
}

const MAX_SHOWN = 5;
