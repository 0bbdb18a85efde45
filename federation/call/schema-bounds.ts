import { isJsonObject } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { jsonBytes } from '../json-values.ts';
import { limits } from '../limits.ts';

/** Why a schema is not compiled: too large, too deep, or growing without measure behind its references. Undefined when it is fine. */
export function schemaProblem(schema: JsonSchema): string | undefined {
  if (!isShallow(schema, 0)) return `it is nested deeper than ${limits.depth} levels`;
  const bytes = jsonBytes(schema);
  if (bytes > limits.schemaBytes) return `it has ${bytes} bytes, ${limits.schemaBytes} are the most`;
  if (countNodes(schema, schema, new Map()) > limits.schemaNodes) {
    return `it has more than ${limits.schemaNodes} subschemas once its references are followed`;
  }
  return undefined;
}

function isShallow(value: Json, depth: number): boolean {
  if (depth > limits.depth) return false;
  if (Array.isArray(value)) return value.every((item) => isShallow(item, depth + 1));
  return !isJsonObject(value) || Object.values(value).every((member) => isShallow(member, depth + 1));
}

/** Objects in the schema, those behind a local `$ref` counted at each use; a reference back to an open one counts once. */
function countNodes(root: JsonSchema, value: Json, known: Map<Json, number>): number {
  if (typeof value !== 'object' || value === null) return 0;
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, 1);
  let count = 1;
  for (const member of Object.values(value)) {
    count += countNodes(root, member, known);
    if (count > limits.schemaNodes) break;
  }
  const target = isJsonObject(value) && typeof value.$ref === 'string' ? follow(root, value.$ref) : undefined;
  if (target !== undefined) count += countNodes(root, target, known);
  known.set(value, Math.min(count, limits.schemaNodes + 1));
  return count;
}

function follow(root: JsonSchema, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return reference === '#' ? root : undefined;
  let current: Json | undefined = root;
  for (const part of reference.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, Json>)[key];
  }
  return current;
}
