import { isJsonObject, ownProperty } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';

/**
 * A schema with its local `$ref`s (`#/$defs/…`, `#/definitions/…`, `#`) replaced by what they name, so that parts of it can be
 * moved into another schema. What cannot be inlined (recursive, foreign, too large) becomes the empty schema: unknown.
 */
export function inlineRefs(schema: JsonSchema): JsonSchema {
  const known = inlined.get(schema);
  if (known !== undefined) return known;
  const result = needsInlining(schema)
    ? asObject(copy(schema, { root: schema, open: new Set(), left: MAX_NODES }))
    : schema;
  inlined.set(schema, result);
  return result;
}

/** Catalog schemas are immutable, and the same object is asked for once for every step that calls the tool. */
const inlined = new WeakMap<JsonSchema, JsonSchema>();

const MAX_NODES = 20_000;
const MAX_DEPTH = 64;

interface Walk {
  root: JsonSchema;
  /** References being followed: meeting one again is recursion. */
  open: Set<string>;
  left: number;
}

function needsInlining(schema: JsonSchema): boolean {
  return (
    stringifyJson(schema).includes('"$ref"') || Object.hasOwn(schema, '$defs') || Object.hasOwn(schema, 'definitions')
  );
}

function copy(value: Json, walk: Walk, depth = 0): Json {
  walk.left -= 1;
  if (walk.left < 0 || depth > MAX_DEPTH) return {};
  if (Array.isArray(value)) return value.map((item) => copy(item, walk, depth + 1));
  if (!isJsonObject(value)) return value;
  const ref = ownProperty(value, '$ref');
  if (typeof ref === 'string') return follow(ref, value, walk, depth);
  return copyEntries(value, walk, depth);
}

function copyEntries(value: JsonObject, walk: Walk, depth: number): JsonObject {
  const kept = Object.entries(value).filter(([key]) => key !== '$defs' && key !== 'definitions' && key !== '$ref');
  return Object.fromEntries(kept.map(([key, entry]) => [key, copy(entry, walk, depth + 1)]));
}

function follow(ref: string, value: JsonObject, walk: Walk, depth: number): Json {
  const target = walk.open.has(ref) ? undefined : lookUp(walk.root, ref);
  if (target === undefined) return copyEntries(value, walk, depth);
  walk.open.add(ref);
  const resolved = asObject(copy(target, walk, depth + 1));
  walk.open.delete(ref);
  return { ...resolved, ...copyEntries(value, walk, depth) };
}

function lookUp(root: JsonSchema, ref: string): Json | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let at: Json | undefined = root;
  for (const raw of ref.slice(2).split('/')) {
    const key = unescapePointer(raw);
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isJsonObject(at) ? ownProperty(at, key) : undefined;
  }
  return at;
}

function unescapePointer(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // A stray percent sign is a name like any other.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

function asObject(value: Json): JsonSchema {
  return isJsonObject(value) ? value : {};
}
