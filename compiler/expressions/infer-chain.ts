import type { IndexNode, MemberNode, Node } from '../../plan/expressions/ast.ts';
import { subSchema } from '../schemas/parts.ts';
import type { Context } from './context.ts';
import { expectKinds, reportError, reportWarning } from './context.ts';
import { chainKey } from './non-null.ts';
import { readProperty } from './read-property.ts';
import type { Type } from './value-type.ts';
import { describeKinds, isOnlyNull, kindsOf, mayBeNull, union, withoutNull } from './value-type.ts';

/** `a.b`, `a?.b`, `a[i]`, `a?.[i]`: a chain that `?.` may cut short is null as a whole. */
export function inferChain(node: MemberNode | IndexNode, context: Context): Type {
  const { type, isCut } = walk(node, context);
  return isCut ? union(type, { type: 'null' }) : type;
}

/** `type` leaves out the null of a chain that was cut short: what follows in the chain is skipped then. */
function walk(node: Node, context: Context): { type: Type; isCut: boolean } {
  if (node.kind !== 'member' && node.kind !== 'index')
    return { type: known(node, context.infer(node, context), context), isCut: false };
  const of = walk(node.of, context);
  const isCut = of.isCut || (node.optional === true && (of.type === undefined || mayBeNull(of.type)));
  if (!checkNull(node, of.type, context)) return { type: undefined, isCut };
  const inner = withoutNull(of.type);
  const type = node.kind === 'member' ? inferMember(node, inner, context) : inferIndex(node, inner, context);
  return { type: known(node, type, context), isCut };
}

/** What a condition has shown not to be null is not null here. */
function known(node: Node, type: Type, context: Context): Type {
  const key = chainKey(node);
  return key !== undefined && context.nonNull.has(key) ? withoutNull(type) : type;
}

function checkNull(node: MemberNode | IndexNode, of: Type, context: Context): boolean {
  if (!mayBeNull(of) || node.optional) return !isOnlyNull(of);
  const what = node.kind === 'member' ? `"${node.name}"` : 'an item';
  const base = chainKey(node.of);
  const named = base === undefined ? 'what stands before it' : `"${base}"`;
  const hint = node.kind === 'member' ? `write ?.${node.name}` : 'write ?.[';
  if (isOnlyNull(of)) reportError(context, node, `Cannot read ${what}, because ${named} is always null.`);
  else reportWarning(context, node, `Reading ${what} fails when ${named} is null.`, hint);
  return !isOnlyNull(of);
}

function inferMember(node: MemberNode, of: Type, context: Context): Type {
  const kinds = kindsOf(of);
  if (kinds !== undefined && !kinds.has('object')) {
    reportError(context, node, `Cannot read "${node.name}" of ${describeKinds(kinds)}; only objects have properties.`);
    return undefined;
  }
  return readProperty(node, node.of, node.name, of, context);
}

function inferIndex(node: IndexNode, of: Type, context: Context): Type {
  const index = context.infer(node.index, context);
  const kinds = kindsOf(of);
  if (of === undefined || kinds === undefined) return undefined;
  if (kinds.has('list') && kinds.has('object')) return undefined;
  if (kinds.has('object')) {
    expectKinds(context, node.index, index, ['string'], 'The index of an object is a string');
    const written = node.index.kind === 'literal' ? node.index.value : undefined;
    return typeof written === 'string' ? readProperty(node, node.of, written, of, context) : undefined;
  }
  if (kinds.has('list')) {
    expectKinds(context, node.index, index, ['number'], 'The index of a list is a whole number');
    const items = itemsOf(of);
    return node.optional === true && items !== undefined ? union(items, { type: 'null' }) : items;
  }
  reportError(context, node, `Cannot index ${describeKinds(kinds)}; only lists and objects have an index.`);
  return undefined;
}

/** The type of a list's items, as far as they all share one. */
export function itemsOf(list: Type): Type {
  if (list === undefined || Object.hasOwn(list, 'prefixItems')) return undefined;
  return subSchema(list, 'items');
}
