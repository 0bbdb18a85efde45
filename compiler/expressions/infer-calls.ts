import type { CallNode, MacroNode, Node } from '../../plan/expressions/ast.ts';
import type { Signature } from '../../plan/expressions/functions/signature.ts';
import { findFunction } from '../../plan/expressions/functions/table.ts';
import { ownProperty } from '../../plan/json.ts';
import type { Context } from './context.ts';
import { expectKinds, reportError, reportWarning } from './context.ts';
import { itemsOf } from './infer-chain.ts';
import { shadowing } from './non-null.ts';
import type { Type } from './value-type.ts';
import { describeKinds, isWhole, kindsOf, mayBeNull, simpleType, union, withoutNull } from './value-type.ts';

export function inferCall(node: CallNode, context: Context): Type {
  const signature = findFunction(node.name);
  const inner = node.name === 'dyn' ? { ...context, unchecked: true } : context;
  const types = node.args.map((argument) => context.infer(argument, inner));
  if (signature === undefined) return undefined;
  types.forEach((type, index) => {
    const argument = node.args[index] ?? node;
    const allowed = signature.parameters[index] ?? signature.rest ?? [];
    expectKinds(context, argument, type, allowed, `The function "${node.name}" takes ${describeKinds(allowed)}`);
  });
  return resultOf(signature, types[0], node.args[1]);
}

function resultOf(signature: Signature, first: Type, second: Node | undefined): Type {
  const { result, items } = signature;
  if (result === 'unknown') return undefined;
  const item = itemsOf(withoutNull(first));
  if (result === 'element') return item === undefined ? undefined : union(item, { type: 'null' });
  if (result === 'number') return { type: isWholeResult(signature, first, second) ? 'integer' : 'number' };
  if (result === 'list' && items !== undefined) return { type: 'array', items: simpleType(items) };
  return simpleType(result);
}

function isWholeResult({ whole }: Signature, first: Type, second: Node | undefined): boolean {
  switch (whole) {
    case true:
      return true;
    case undefined:
      return false;
    case 'items':
      return isWhole(itemsOf(withoutNull(first)));
    case 'argument':
      return isWhole(first);
    case 'digits':
      return second === undefined || (second.kind === 'literal' && second.value === 0) || isWhole(first);
  }
}

export function inferMacro(node: MacroNode, context: Context): Type {
  const list = context.infer(node.list, context);
  const kinds = kindsOf(list);
  const what = `The macro "${node.macro}" takes a list`;
  if (kinds !== undefined && !kinds.has('list')) {
    const hint = kinds.has('object') ? `write keys(x).${node.macro}(…) for an object` : undefined;
    reportError(context, node, `${what}, not ${describeKinds(kinds)}.`, hint);
  } else if (mayBeNull(list)) {
    reportWarning(context, node, `${what}, and this may be null.`, `write (list ?? []).${node.macro}(…)`);
  }
  const items = kinds?.has('list') ? itemsOf(withoutNull(list)) : undefined;
  const scope = { ...context.scope, [node.variable]: items };
  const body = context.infer(node.body, { ...context, scope, nonNull: shadowing(context, node.variable) });
  if (node.macro === 'map') return body === undefined ? simpleType('list') : { type: 'array', items: body };
  expectKinds(context, node.body, body, ['bool'], `The body of "${node.macro}" is a bool`);
  if (node.macro !== 'filter') return simpleType('bool');
  const kept = withoutNull(list);
  return kept !== undefined && ownProperty(kept, 'minItems') === undefined ? kept : simpleType('list');
}
