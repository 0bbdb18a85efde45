import type { Expression, Node, ObjectNode } from '../../plan/expressions/ast.ts';
import type { JsonSchema } from '../../plan/json.ts';
import { didYouMean } from '../suggest.ts';
import type { Context, ScopeSchemas, TypeProblem } from './context.ts';
import { expectKinds, placeOf } from './context.ts';
import { inferChain } from './infer-chain.ts';
import { inferCall, inferMacro } from './infer-calls.ts';
import { inferBinary, inferUnary } from './infer-operators.ts';
import { assuming } from './non-null.ts';
import type { Type } from './value-type.ts';
import { listOf, objectOf, typeOfLiteral, union, withoutNull } from './value-type.ts';

export interface Checked {
  /** Of the value; undefined when nothing is known about it. */
  schema: JsonSchema | undefined;
  problems: TypeProblem[];
}

/** Infers the schema of an expression's value and finds what can never work, as far as the schemas tell. Never throws. */
export function checkExpression(expression: Expression, scope: ScopeSchemas): Checked {
  const problems: TypeProblem[] = [];
  const context: Context = {
    scope,
    nonNull: new Set(),
    unchecked: false,
    report: (problem) => {
      const { start } = expression;
      problems.push({ ...problem, at: problem.at + start, end: problem.end + start });
    },
    infer,
  };
  return { schema: infer(expression.root, context), problems };
}

function infer(node: Node, context: Context): Type {
  switch (node.kind) {
    case 'literal':
      return typeOfLiteral(node.value);
    case 'name':
      return inferName(node, context);
    case 'member':
    case 'index':
      return inferChain(node, context);
    case 'group':
      return infer(node.inner, context);
    case 'unary':
      return inferUnary(node, context);
    case 'binary':
      return inferBinary(node, context);
    case 'conditional': {
      expectKinds(context, node, infer(node.condition, context), ['bool'], 'The condition of "? :" is a bool');
      const whenTrue = infer(node.whenTrue, assuming(context, node.condition, true));
      return union(whenTrue, infer(node.whenFalse, assuming(context, node.condition, false)));
    }
    case 'list':
      return listOf(node.items.map((item) => infer(item, context)));
    case 'object':
      return inferObject(node, context);
    case 'call':
      return inferCall(node, context);
    case 'macro':
      return inferMacro(node, context);
  }
}

function inferName(node: Node & { kind: 'name' }, context: Context): Type {
  if (Object.hasOwn(context.scope, node.name)) {
    const type = context.scope[node.name];
    return context.nonNull.has(node.name) ? withoutNull(type) : type;
  }
  const guess = didYouMean(node.name, Object.keys(context.scope));
  const question = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  const message = `There is nothing named "${node.name}" here.${question}`;
  const hint = `visible here: ${Object.keys(context.scope).join(', ')}`;
  context.report({ code: 'unknown-reference', severity: 'error', message, ...placeOf(node), hint });
  return undefined;
}

function inferObject(node: ObjectNode, context: Context): Type {
  const entries = node.entries.map(({ key, value }) => {
    const written = key.kind === 'literal' && typeof key.value === 'string' ? key.value : undefined;
    if (written === undefined) {
      expectKinds(context, key, infer(key, context), ['string'], 'The keys of an object are strings');
    }
    return { key: written, type: infer(value, context), required: true };
  });
  const written = entries.flatMap(({ key, ...rest }) => (key === undefined ? [] : [{ key, ...rest }]));
  return written.length === entries.length ? objectOf(written) : { type: 'object', additionalProperties: true };
}
