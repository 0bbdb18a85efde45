import { Validator } from '@cfworker/json-schema';
import type { Json, JsonSchema } from '../plan/json.ts';
import { misfitsOf } from '../plan/misfits.ts';

/** What does not fit, with its JSON pointers; null when the value fits. Interprets the schema: no code is generated in the isolate. */
export function misfit(schema: JsonSchema, value: Json): string | null {
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(value);
  if (valid) return null;
  const said = misfitsOf(errors).map(({ pointer, message }) => `${pointer === '' ? 'the whole' : pointer} ${message}`);
  const shown = said.slice(0, MAX_SHOWN).join('; ');
  return said.length > MAX_SHOWN ? `${shown}; and ${said.length - MAX_SHOWN} more` : shown;
}

const MAX_SHOWN = 5;
