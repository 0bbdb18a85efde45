import type { Tool } from '@modelcontextprotocol/server';
import type { JsonSchema } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';
import type { DefinitionDetail } from '../../operations/definitions/describe.ts';
import { outputSchemaOf } from './output-schema.ts';
import { withoutKeyword } from './without-keyword.ts';

/** The tool that starts a definition, named exactly as it. */
export function definitionTool(definition: DefinitionDetail): Tool {
  const { name, description, kind, version, input, output, effects } = definition;
  const outputSchema = outputSchemaOf(output);
  const said = description ?? `Starts the ${kind} "${name}".`;
  return {
    name,
    title: titleOf(name),
    description: effects.isReadOnly ? said : `${said}\n\n${kind === 'saga' ? SAGA : WORKFLOW}`,
    inputSchema: { ...withObjectProperties(withoutHeaders(input)), type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations: {
      title: titleOf(name),
      readOnlyHint: effects.isReadOnly,
      destructiveHint: effects.isDestructive,
      idempotentHint: effects.isIdempotent,
      openWorldHint: true,
    },
    _meta: { 'io.sagaflow/definition': { name, version } },
  };
}

const SAGA = 'A saga: when a step fails before the point of no return, the completed steps are undone.';
const WORKFLOW = 'Completed steps are not undone when a later one fails.';

function titleOf(name: string): string {
  const words = name.replaceAll(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A listed `x-mcp-header` would oblige clients to repeat an argument as a header, and us to compare them: nobody routes by it here. */
function withoutHeaders(schema: JsonSchema): JsonSchema {
  return withoutKeyword(schema, 'x-mcp-header');
}

/** Clients of the legacy era read only objects as the schemas of properties: `true` and `false` are written as such. */
function withObjectProperties(schema: JsonSchema): JsonSchema {
  const { properties } = schema;
  if (!isJsonObject(properties)) return schema;
  const entries = Object.entries(properties).map(([name, of]): [string, JsonSchema] => {
    if (isJsonObject(of)) return [name, of];
    return [name, of === false ? { not: {} } : {}];
  });
  return { ...schema, properties: Object.fromEntries(entries) };
}
