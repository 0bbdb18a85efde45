import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import { isJsonObject } from '../../plan/json.ts';
import { roundIntegers } from '../../plan/numbers/json-text.ts';
import type { JsonObject, JsonSchema } from '../../plan/json.ts';
import type { ResourceEntry, ResourceTemplateEntry, ToolEntry, ToolOverride } from '../contract.ts';
import { cleanJson } from '../json-values.ts';
import { shorten } from '../limits.ts';

type Problem = (message: string) => void;

const schemaObject = z.custom<JsonSchema>(isJsonObject, 'is not an object');
const annotations = z.looseObject({
  title: z.string().optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});
const tool = z.object({
  name: z.string().min(1).max(256),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: schemaObject,
  outputSchema: schemaObject.optional(),
  annotations: annotations.optional(),
});
const described = { name: z.string(), description: z.string().optional(), mimeType: z.string().optional() };
const resource = z.object({ uri: z.string().min(1), ...described });
const template = z.object({ uriTemplate: z.string().min(1), ...described });

/** Tools as the server declared them, with the platform's overrides; malformed and doubled ones are named and left out. */
export function readToolEntries(
  list: readonly unknown[],
  overrides: Record<string, ToolOverride>,
  problem: Problem,
): ToolEntry[] {
  const byName = new Map<string, ToolEntry>();
  for (const declared of readAll(list, tool, 'tool', problem)) {
    if (byName.has(declared.name)) {
      problem(`The tool "${shorten(declared.name)}" is listed twice; the first one counts.`);
      continue;
    }
    const override = Object.hasOwn(overrides, declared.name) ? overrides[declared.name] : undefined;
    const outputSchema = override?.outputSchema ?? declared.outputSchema;
    byName.set(declared.name, {
      ...declared,
      declaresOutput: declared.outputSchema !== undefined,
      schemaHash: schemaHash(declared),
      ...(outputSchema !== undefined && { outputSchema }),
    });
  }
  return [...byName.values()];
}

export function readResourceEntries(list: readonly unknown[], problem: Problem): ResourceEntry[] {
  return readAll(list, resource, 'resource', problem);
}

export function readTemplateEntries(list: readonly unknown[], problem: Problem): ResourceTemplateEntry[] {
  return readAll(list, template, 'resource template', problem);
}

/**
 * Changes exactly when what a caller relies on does; descriptions may be reworded freely. Over rounded numbers, as compiler/lock/schema-hash.ts
 * does it: what is locked and what runs holds such a hash of before integers beyond 2^53 were exact.
 */
function schemaHash(declared: z.infer<typeof tool>): string {
  const relied: JsonObject = { inputSchema: declared.inputSchema };
  if (declared.outputSchema !== undefined) relied.outputSchema = declared.outputSchema;
  if (declared.annotations !== undefined) relied.annotations = declared.annotations as JsonObject;
  return `sha256:${createHash('sha256')
    .update(canonicalJson(roundIntegers(relied)))
    .digest('hex')}`;
}

function readAll<S extends z.ZodType>(
  list: readonly unknown[],
  schema: S,
  noun: string,
  problem: Problem,
): z.infer<S>[] {
  const entries: z.infer<S>[] = [];
  for (const [index, item] of list.entries()) {
    const clean = cleanJson(item);
    if (!clean.ok) {
      problem(`The ${noun} at ${index} is left out: ${clean.problem}.`);
      continue;
    }
    const parsed = schema.safeParse(clean.value);
    if (parsed.success) entries.push(parsed.data);
    else problem(`The ${noun} at ${index} is left out: ${shorten(z.prettifyError(parsed.error))}`);
  }
  return entries;
}
