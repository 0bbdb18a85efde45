import type { JsonSchema } from '../../plan/json.ts';
import { createValidatorFactory } from './validator.ts';
import type { Validate } from './validator.ts';

/** Validators by schema object; a catalog's schemas are compiled when first needed and forgotten with the catalog. */
export interface ToolValidators {
  /** Undefined when the schema itself cannot be used; `problem` is then told once. */
  for(schema: JsonSchema, what: string, problem: (message: string) => void): Validate | undefined;
}

export function createToolValidators(): ToolValidators {
  const compile = createValidatorFactory();
  const known = new WeakMap<JsonSchema, { validate?: Validate }>();
  return {
    for: (schema, what, problem) => {
      const before = known.get(schema);
      if (before !== undefined) return before.validate;
      const result = compile(schema);
      if (!result.ok) problem(`The ${what} is not checked, its schema cannot be used: ${result.problem}.`);
      else if (result.notice !== undefined) problem(`In the ${what}, ${result.notice}.`);
      known.set(schema, result.ok ? { validate: result.validate } : {});
      return result.ok ? result.validate : undefined;
    },
  };
}
