import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';
import { encodeHeaderText } from '../header-text.ts';

interface Declared {
  path: readonly string[];
  header: string;
}

const known = new WeakMap<JsonSchema, readonly Declared[]>();

/**
 * `Mcp-Param-…` headers: arguments that the tool's schema wants repeated for those who route by them (2026-07-28). Undefined when there are
 * none. A schema that declares them wrongly has none: the server refuses such a call, and says why.
 */
export function parameterHeaders(schema: JsonSchema, args: JsonObject): Record<string, string> | undefined {
  let declared = known.get(schema);
  if (declared === undefined) {
    declared = readDeclared(schema);
    known.set(schema, declared);
  }
  if (declared.length === 0) return undefined;
  const headers: Record<string, string> = {};
  for (const { path, header } of declared) {
    const text = textOf(valueAt(args, path));
    if (text !== undefined) headers[`mcp-param-${header}`] = encodeHeaderText(text);
  }
  return headers;
}

const keyword = 'x-mcp-header';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const types = new Set<unknown>(['string', 'integer', 'boolean']);

/** All of them when each stands where it may, behind `properties` alone, once, on a plain type; else none. */
function readDeclared(schema: JsonSchema): Declared[] {
  const found: Declared[] = [];
  collect(schema, [], found);
  const names = new Set(found.map(({ header }) => header.toLowerCase()));
  const isSound = names.size === found.length && countKeyword(schema) === found.length;
  return isSound ? found : [];
}

function collect(schema: JsonSchema, path: readonly string[], found: Declared[]): void {
  const properties = ownProperty(schema, 'properties');
  if (!isJsonObject(properties)) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const at = [...path, name];
    const header = ownProperty(property, keyword);
    if (typeof header === 'string' && token.test(header) && types.has(ownProperty(property, 'type'))) {
      found.push({ path: at, header });
    }
    collect(property, at, found);
  }
}

/** How often it is declared anywhere, where it has no meaning included. */
function countKeyword(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countKeyword(item), 0);
  if (!isJsonObject(value)) return 0;
  let count = Object.hasOwn(value, keyword) ? 1 : 0;
  for (const member of Object.values(value)) count += countKeyword(member);
  return count;
}

function valueAt(args: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = args;
  for (const key of path) {
    if (!isJsonObject(value)) return undefined;
    value = ownProperty(value, key);
  }
  return value;
}

/** Numbers whose digits servers read differently are not repeated. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}
