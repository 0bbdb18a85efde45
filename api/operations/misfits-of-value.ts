import { Validator } from '@cfworker/json-schema';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { misfitsOf, type Misfit } from '../../plan/misfits.ts';
import { exactCheck, type Check } from '../../plan/validation/exact-check.ts';

/** The parts of a value that do not fit a schema. Workflows use the same validator and the same words, so that both say the same. */
export function misfitsOfValue(schema: JsonSchema, value: Json): Misfit[] {
  const check = CHECKS.get(schema) ?? exactCheck(schema, checkWith);
  CHECKS.set(schema, check);
  return misfitsOf(check(value));
}

function checkWith(schema: JsonSchema): Check {
  const validator = new Validator(schema, '2020-12', false);
  return (value) => validator.validate(value).errors;
}

/** Schemas belong to plans, which never change. */
const CHECKS = new WeakMap<JsonSchema, Check>();
