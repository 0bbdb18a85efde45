import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { propertyOf } from '../../schemas/parts.ts';
import { withNull } from '../../schemas/types.ts';
import type { CallNode } from '../model.ts';
import { entriesOf } from '../templates/written.ts';

/** What `arguments` are in a call's own compensation, probe and output: exactly those that are sent. Undefined = unknown. */
export function argumentsSchema(call: CallNode): JsonSchema | undefined {
  const entries = entriesOf(call.bound.template);
  if (entries === null) return call.tool.inputSchema ?? undefined;
  const properties: JsonObject = {};
  const always: string[] = [];
  for (const { key, value } of entries) {
    const schema = call.tool.inputSchema === null ? undefined : propertyOf(call.tool.inputSchema, key);
    const isOmittable = value.kind === 'expression' && value.omitNull === true;
    properties[key] = isOmittable ? withNull(schema ?? {}) : (schema ?? {});
    if (!isOmittable) always.push(key);
  }
  return { type: 'object', properties, required: always, additionalProperties: false };
}
