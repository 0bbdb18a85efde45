import type { Json } from '../../json.ts';
import type { JsonNumber } from '../../numbers/exact-number.ts';
import { compareNumbers, isJsonNumber } from '../../numbers/exact-number.ts';
import { isJsonObject } from '../../json.ts';
import type { BinaryNode, BinaryOperator, UnaryOperator } from '../ast.ts';
import type { Budget } from '../budget.ts';
import { charge, chargeText } from '../budget.ts';
import { Fault } from '../errors.ts';
import { calculate } from './numbers.ts';
import type { ValueType } from '../values.ts';
import { equal, typeOf, withArticle } from '../values.ts';

/** The operators whose two operands must be of one type, and which types that may be. */
export type PairedOperator = Exclude<BinaryOperator, '??' | '||' | '&&' | '==' | '!=' | 'in'>;

/** Also what the type checker goes by. The result of an arithmetic operator has the type of its operands. */
export const PAIRED_TYPES: Readonly<Record<PairedOperator, readonly ValueType[]>> = {
  '<': ['number', 'string', 'bool'],
  '<=': ['number', 'string', 'bool'],
  '>': ['number', 'string', 'bool'],
  '>=': ['number', 'string', 'bool'],
  '+': ['number', 'string', 'list'],
  '-': ['number'],
  '*': ['number'],
  '/': ['number'],
  '%': ['number'],
};

export const UNARY_TYPES: Readonly<Record<UnaryOperator, ValueType>> = { '!': 'bool', '-': 'number' };

export function isPaired(operator: BinaryOperator): operator is PairedOperator {
  return Object.hasOwn(PAIRED_TYPES, operator);
}

/** "two numbers, two strings or two lists" */
export function describePairs(operator: PairedOperator): string {
  const pairs = PAIRED_TYPES[operator].map((type) => `two ${type}s`);
  return pairs.length === 1 ? String(pairs[0]) : `${pairs.slice(0, -1).join(', ')} or ${String(pairs.at(-1))}`;
}

/** Applies every operator that needs both operands' values: all but `??`, `||` and `&&`. Throws a Fault. */
export function applyBinary(node: BinaryNode, left: Json, right: Json, budget: Budget): Json {
  if (node.operator === '==') return equal(left, right, budget, node.at);
  if (node.operator === '!=') return !equal(left, right, budget, node.at);
  if (node.operator === 'in') return isIn(node, left, right, budget);
  if (!isPaired(node.operator)) throw new Fault(`The operator "${node.operator}" is not a function.`, node.at);
  if (isJsonNumber(left) && isJsonNumber(right)) return applyToNumbers(node.operator, left, right, node.at);
  if (typeof left === 'string' && typeof right === 'string') {
    chargeText(budget, left.length + right.length, node.at);
    if (node.operator === '+') return left + right;
    if (isComparison(node.operator)) return compares(node.operator, compareText(left, right));
  }
  if (typeof left === 'boolean' && typeof right === 'boolean' && isComparison(node.operator)) {
    return compares(node.operator, Number(left) - Number(right));
  }
  if (Array.isArray(left) && Array.isArray(right) && node.operator === '+') {
    charge(budget, left.length + right.length, node.at);
    return [...left, ...right];
  }
  const found = `${withArticle(typeOf(left))} and ${withArticle(typeOf(right))}`;
  throw new Fault(`The operator "${node.operator}" takes ${describePairs(node.operator)}, not ${found}.`, node.at);
}

export function applyUnary(operator: UnaryOperator, operand: Json, at: number): Json {
  if (operator === '!' && typeof operand === 'boolean') return !operand;
  if (operator === '-' && typeof operand === 'number') return 0 - operand;
  // No digit is lost: a `bigint` is beyond 2^53 - 1 on either side of 0.
  if (operator === '-' && typeof operand === 'bigint') return -operand;
  throw new Fault(
    `The operator "${operator}" takes a ${UNARY_TYPES[operator]}, not ${withArticle(typeOf(operand))}.`,
    at,
  );
}

function isIn(node: BinaryNode, wanted: Json, container: Json, budget: Budget): boolean {
  if (Array.isArray(container)) return container.some((item) => equal(wanted, item, budget, node.at));
  if (isJsonObject(container)) return typeof wanted === 'string' && Object.hasOwn(container, wanted);
  const hint = typeof container === 'string' ? '; for a part of a string write contains(text, part)' : '';
  throw new Fault(
    `The operator "in" looks into a list or an object, not ${withArticle(typeOf(container))}${hint}.`,
    node.at,
  );
}

function applyToNumbers(operator: PairedOperator, left: JsonNumber, right: JsonNumber, at: number): Json {
  if (isComparison(operator)) return compares(operator, compareNumbers(left, right));
  if ((operator === '/' || operator === '%') && right === 0) {
    throw new Fault(`The operator "${operator}" cannot divide by zero.`, at);
  }
  return calculate(operator, left, right, `The operator "${operator}"`, at);
}

type Comparison = '<' | '<=' | '>' | '>=';

function isComparison(operator: PairedOperator): operator is Comparison {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

function compares(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** By code point, as CEL does it; JavaScript's own comparison goes by UTF-16 unit. */
function compareText(left: string, right: string): number {
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    if (left.charCodeAt(i) === right.charCodeAt(i)) continue;
    const isPairTail = (text: string) =>
      i > 0 && text.charCodeAt(i) >> 10 === 0x37 && text.charCodeAt(i - 1) >> 10 === 0x36;
    const point = (text: string) => text.codePointAt(isPairTail(text) ? i - 1 : i) ?? 0;
    return point(left) - point(right);
  }
  return left.length - right.length;
}
