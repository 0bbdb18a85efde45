import { z } from 'zod';
import type { JsonSchema } from '../plan/json.ts';
import { platformFile } from './platform/language.ts';
import { definitionFile } from './syntax/language.ts';

/** JSON Schema 2020-12 of a definition file, made from the very schemas that the compiler checks with. Editors complete YAML with it. */
export function languageJsonSchema(): JsonSchema {
  return toJsonSchema(definitionFile);
}

/** The same for `platform.yaml`. */
export function platformJsonSchema(): JsonSchema {
  return toJsonSchema(platformFile);
}

/** `tools: undefined` of a step without tools has no JSON Schema: it becomes "never". */
function toJsonSchema(schema: z.ZodType): JsonSchema {
  const written = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
      if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer';
    },
  });
  return structuredClone(written) as JsonSchema;
}
