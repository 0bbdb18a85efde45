import type { BinaryNode, UnaryNode } from '../../plan/expressions/ast.ts';
import type { PairedOperator } from '../../plan/expressions/evaluating/operators.ts';
import { describePairs, isPaired, PAIRED_TYPES, UNARY_TYPES } from '../../plan/expressions/evaluating/operators.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { isSameJson } from '../schemas/equal.ts';
import { valuesOf } from '../schemas/parts.ts';
import { didYouMean } from '../suggest.ts';
import type { Context } from './context.ts';
import { expectKinds, reportError, reportWarning } from './context.ts';
import { itemsOf } from './infer-chain.ts';
import { assuming } from './non-null.ts';
import type { Type } from './value-type.ts';
import {
  describeKinds,
  isOnlyNull,
  isWhole,
  kindsOf,
  mayBeNull,
  simpleType,
  union,
  withoutNull,
} from './value-type.ts';

const BOOL: JsonSchema = { type: 'boolean' };

export function inferUnary(node: UnaryNode, context: Context): Type {
  const operand = context.infer(node.operand, context);
  const wanted = UNARY_TYPES[node.operator];
  expectKinds(context, node, operand, [wanted], `The operator "${node.operator}" takes a ${wanted}`);
  if (wanted === 'bool') return BOOL;
  return { type: isWhole(operand) ? 'integer' : 'number' };
}

export function inferBinary(node: BinaryNode, context: Context): Type {
  const left = context.infer(node.left, context);
  if (node.operator === '??') {
    const right = context.infer(node.right, context);
    return isOnlyNull(left) ? right : mayBeNull(left) ? union(withoutNull(left), right) : left;
  }
  if (node.operator === '&&' || node.operator === '||') {
    const right = context.infer(node.right, assuming(context, node.left, node.operator === '&&'));
    const what = `The operator "${node.operator}" takes two bools`;
    expectKinds(context, node, left, ['bool'], what);
    expectKinds(context, node, right, ['bool'], what);
    return BOOL;
  }
  const right = context.infer(node.right, context);
  if (isPaired(node.operator)) return inferPaired(node, node.operator, left, right, context);
  if (node.operator === 'in') {
    expectKinds(context, node, right, ['list', 'object'], 'The operator "in" looks into a list or an object');
  } else {
    warnNeverEqual(node, left, right, context);
  }
  return BOOL;
}

function inferPaired(node: BinaryNode, operator: PairedOperator, left: Type, right: Type, context: Context): Type {
  const isComparison = PAIRED_TYPES[operator].includes('bool');
  const kinds = [kindsOf(left), kindsOf(right)];
  const fitting = PAIRED_TYPES[operator].filter((kind) => kinds.every((some) => some === undefined || some.has(kind)));
  if (fitting.length === 0) {
    const found = kinds.map((some) => (some === undefined ? 'anything' : describeKinds(some))).join(' and ');
    reportError(context, node, `The operator "${operator}" takes ${describePairs(operator)}, not ${found}.`);
    return isComparison ? BOOL : undefined;
  }
  if (mayBeNull(left) || mayBeNull(right)) {
    const side = mayBeNull(left) ? 'left' : 'right';
    const message = `The operator "${operator}" fails when its ${side} side is null.`;
    reportWarning(context, node, message, 'say with ?? what to use instead of null');
  }
  if (isComparison) return BOOL;
  const [kind] = fitting;
  if (kind === undefined || fitting.length > 1) return undefined;
  if (kind === 'number') return { type: operator !== '/' && isWhole(left) && isWhole(right) ? 'integer' : 'number' };
  if (kind === 'string') return simpleType('string');
  const items = union(itemsOf(withoutNull(left)), itemsOf(withoutNull(right)));
  return items === undefined ? simpleType('list') : { type: 'array', items };
}

/** Comparing what can never be equal is no error at run time, and yet nobody means it. */
function warnNeverEqual(node: BinaryNode, left: Type, right: Type, context: Context): void {
  const [some, more] = [kindsOf(left), kindsOf(right)];
  if (some === undefined || more === undefined || left === undefined || right === undefined) return;
  const outcome = node.operator === '==' ? 'false' : 'true';
  if (![...some].some((kind) => more.has(kind))) {
    // Comparing with null asks whether something is there; that it always is, is no harm.
    if (isOnlyNull(left) || isOnlyNull(right)) return;
    const message = `The operator "${node.operator}" compares ${describeKinds(some)} with ${describeKinds(more)}, so it is always ${outcome}.`;
    reportWarning(context, node, message);
    return;
  }
  const [values, others] = [valuesOf(left), valuesOf(right)];
  const [one, listed] =
    others?.length === 1 ? [others[0], values] : [values?.[0], values?.length === 1 ? others : undefined];
  if (one === undefined || listed === undefined || listed.length < 2 || !isScalar(one) || !listed.every(isScalar))
    return;
  if (listed.some((value) => isSameJson(value, one))) return;
  const guess =
    typeof one === 'string'
      ? didYouMean(
          one,
          listed.filter((value) => typeof value === 'string'),
        )
      : undefined;
  const question = guess === undefined ? '' : ` Did you mean ${stringifyJson(guess)}?`;
  reportWarning(
    context,
    node,
    `${stringifyJson(one)} is not one of the possible values, so this is always ${outcome}.${question}`,
  );
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}
