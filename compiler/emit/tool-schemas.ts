import type { Analysis } from '../binding/analyse.ts';
import type { ToolFacts } from '../binding/model.ts';
import type { JsonSchema } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import { withoutKeywords } from '../schemas/without-keywords.ts';

/**
 * What an operator's own arguments are checked against before they are taken (S26). A plan that does not compensate has none: wrong
 * arguments are refused there by the worker before anything is sent (S14), and the step parks again.
 */
export function toolSchemas(analysis: Analysis, compensates: boolean): Plan['toolSchemas'] {
  if (!compensates) return {};
  const effects = analysis.calls.filter((call) => call.effect);
  const tools = effects.flatMap(({ tool, compensation }) =>
    compensation === null ? [tool] : [tool, compensation.tool],
  );
  return Object.fromEntries(tools.flatMap(schemaOf).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function schemaOf({ server, name, inputSchema }: ToolFacts): [string, JsonSchema][] {
  return inputSchema === null ? [] : [[`${server}.${name}`, withoutKeywords(inputSchema, ANNOTATIONS)]];
}

/** For people, not for checking. They would be most of a plan's size. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
]);
