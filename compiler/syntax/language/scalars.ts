import { z } from 'zod';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import { CALL_SUFFIX } from '../../../plan/path.ts';
import { DURATION, parseDuration } from '../duration.ts';

// The `error` of a schema here is never a sentence but what the value must be ("a duration like 30s"): the rules make the sentence.

export const text = z.string({ error: 'a text' });

export const duration = pattern(DURATION, 'a duration like 500ms, 30s, 5m, 2h or 7d').refine(
  (value) => parseDuration(value) !== null,
  { error: 'a duration of at most 3650d' },
);

/** `[a-z][a-z0-9_]{0,63}`: definitions, steps, signals, the `as` name. */
export const name = pattern(
  /^[a-z][a-z0-9_]{0,63}$/,
  'a name of lower-case letters, digits and _ that starts with a letter (at most 64)',
);

export const serverName = pattern(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
  'the name of a server: letters, digits, _ . - (at most 64)',
);

export const toolName = pattern(/^\S{1,128}$/, 'the name of a tool: no spaces, at most 128 characters');

/** In a `tools:` step: the tool's name is a part of the call's path there, so it may not end like what follows a path. */
export const listedToolName = pattern(
  new RegExp(`^(?!.*${CALL_SUFFIX}$)\\S{1,128}$`),
  'a tool whose name does not end like "~undo" or "@2" (in a list its calls could not be told from another tool’s; use "action")',
);

export const failureType = pattern(/^[A-Z][A-Za-z0-9]{0,63}$/, 'the type of a failure, in PascalCase');

/** One `${{ … }}` and nothing else; whether it is well-formed is the expression parser's to say. */
export const expression = pattern(/^\s*\$\{\{[\s\S]*\}\}\s*$/, 'an expression: ${{ … }}');

export const flag = z.boolean({ error: 'true or false' });

export const level = wholeNumber(1, 4);

export const classification = oneOf(['public', 'internal', 'confidential', 'restricted']);

/** Anything that YAML can hold; expressions inside are looked for later. */
export const json = z.unknown() as unknown as z.ZodType<Json>;

export const jsonMapping = z.record(z.string(), json);

/** Whether it is a valid schema is not the language's to say, only that it is a mapping. */
export const jsonSchema = z.record(z.string(), json) as unknown as z.ZodType<JsonSchema>;

export function pattern(regex: RegExp, words: string) {
  return z.string({ error: words }).regex(regex, { error: words, abort: true });
}

export function wholeNumber(min: number, max: number) {
  const words = `a whole number from ${min.toString()} to ${max.toString()}`;
  return z.int({ error: words }).min(min, { error: words }).max(max, { error: words });
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return z.enum(choices);
}

export function listOf<Item extends z.ZodType>(item: Item, words: string) {
  return z.array(item, { error: words });
}

export function nonEmpty<Item extends z.ZodType>(item: Item, words: string) {
  return z.array(item, { error: words }).min(1, { error: words });
}
