import { z } from 'zod';
import type { DefinitionDetail, DefinitionSummary } from '../../operations/definitions/describe.ts';
import { jsonObject } from './json.ts';

const summary = {
  name: z.string(),
  version: z.int(),
  description: z.string().nullable(),
  kind: z.enum(['saga', 'workflow']),
  planHash: z.string(),
  problem: z.string().nullable().describe('What hinders it from being started now; null when it can be.'),
};

export const definitionSummary = z
  .object(summary)
  .meta({ id: 'DefinitionSummary' }) satisfies z.ZodType<DefinitionSummary>;

const step = z.object({
  name: z.string(),
  verb: z.string(),
  server: z.string().nullable(),
  tool: z.string().nullable(),
  dependsOn: z.array(z.string()),
  compensation: z.string().nullable().describe('`server.tool` of what undoes it.'),
  isPivot: z.boolean().describe('After it there is no way back.'),
});

export const definitionDetail = z
  .object({
    ...summary,
    input: jsonObject.describe('JSON Schema 2020-12.'),
    output: jsonObject.nullable().describe('JSON Schema 2020-12; null when nothing is known.'),
    steps: z.array(step),
    graph: z.string().describe('A Mermaid flowchart.'),
    source: z.string().describe('The YAML as it was compiled.'),
    effects: z.object({ isReadOnly: z.boolean(), isDestructive: z.boolean(), isIdempotent: z.boolean() }),
  })
  .meta({ id: 'Definition' }) satisfies z.ZodType<DefinitionDetail>;
