import type { Json } from '../../json.ts';
import { isJsonObject, ownProperty } from '../../json.ts';
import type { IndexNode, MemberNode } from '../ast.ts';
import { Fault } from '../errors.ts';
import { FORBIDDEN_KEYS } from '../limits.ts';
import { typeOf, withArticle } from '../values.ts';

/** `of.name`: null for an absent property, undefined where `?.` met null. Throws a Fault. */
export function readMember(of: Json, node: MemberNode): Json | undefined {
  if (of === null && node.optional) return undefined;
  if (of === null) {
    throw new Fault(
      `Cannot read "${node.name}" of null; write "?.${node.name}" where the value may be absent.`,
      node.at,
    );
  }
  if (isJsonObject(of)) return readProperty(of, node.name, node.at);
  throw new Fault(`Cannot read "${node.name}" of ${withArticle(typeOf(of))}; only objects have properties.`, node.at);
}

/** `of[index]`: a list's item by position, an object's property by name. Throws a Fault. */
export function readIndex(of: Json, index: Json, node: IndexNode): Json {
  if (of === null) throw new Fault('Cannot index null; write "?.[" where the value may be absent.', node.at);
  if (isJsonObject(of)) {
    if (typeof index === 'string') return readProperty(of, index, node.at);
    throw new Fault(`The index of an object is a string, not ${withArticle(typeOf(index))}.`, node.at);
  }
  if (!Array.isArray(of)) {
    throw new Fault(`Cannot index ${withArticle(typeOf(of))}; only lists and objects have an index.`, node.at);
  }
  if (typeof index !== 'bigint' && (typeof index !== 'number' || !Number.isInteger(index))) {
    const found = typeof index === 'number' ? String(index) : withArticle(typeOf(index));
    throw new Fault(`The index of a list is a whole number, not ${found}.`, node.at);
  }
  // No list is so long.
  const item = typeof index === 'bigint' ? undefined : of[index];
  if (item !== undefined) return item;
  if (node.optional) return null;
  const length = `${of.length} ${of.length === 1 ? 'item' : 'items'}`;
  throw new Fault(`The index ${index} is outside a list of ${length}; write "?.[" to read null there.`, node.at);
}

function readProperty(object: Parameters<typeof ownProperty>[0], name: string, at: number): Json {
  if (FORBIDDEN_KEYS.has(name)) throw new Fault(`The property "${name}" is never readable.`, at);
  return ownProperty(object, name) ?? null;
}
