import { isJsonObject, ownProperty, type JsonObject, type JsonSchema } from '../../../plan/json.ts';
import type { Idempotency } from '../../../plan/plan.ts';
import type { Run } from '../state/run.ts';
import { sampleValue } from './sample-value.ts';

interface Tool {
  server: string;
  tool: string;
  idempotency: Idempotency;
}

/** What is wrong with arguments that an operator gives, with its JSON pointer; null when they fit, or when nothing is known of the tool. */
export function checkArguments(run: Run, tool: Tool, given: JsonObject): string | null {
  const name = `${tool.server}.${tool.tool}`;
  const { argument } = tool.idempotency;
  if (argument !== null && Object.hasOwn(given, argument))
    return `"${argument}" of ${name} is the key, which is filled in`;
  const schema = schemaOf(run, name);
  if (schema === null) return null;
  const problem = run.effects.misfit(schema, argument === null ? given : { ...given, [argument]: SOME_KEY });
  return problem === null ? null : `the arguments do not fit ${name}: ${problem}`;
}

const SOME_KEY = 'sf-0000000000000000000000000000000000000000';

/** The required arguments of a tool with placeholders, to be filled in by an operator. */
export function argumentsExample(run: Run, { server, tool, idempotency }: Tool): JsonObject {
  const schema = schemaOf(run, `${server}.${tool}`);
  const properties = schema === null ? undefined : ownProperty(schema, 'properties');
  const required = schema === null ? undefined : ownProperty(schema, 'required');
  if (!isJsonObject(properties) || !Array.isArray(required)) return {};
  const names = required.filter((name) => typeof name === 'string').filter((name) => name !== idempotency.argument);
  return Object.fromEntries(names.map((name) => [name, sampleValue(ownProperty(properties, name))]));
}

function schemaOf(run: Run, tool: string): JsonSchema | null {
  const schema = ownProperty(run.plan.toolSchemas, tool);
  return isJsonObject(schema) ? schema : null;
}
