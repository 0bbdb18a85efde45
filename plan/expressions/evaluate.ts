import type { Json } from '../json.ts';
import type { BinaryNode, CallNode, ConditionalNode, Expression, Node, ObjectNode } from './ast.ts';
import type { Budget } from './budget.ts';
import { charge, createBudget } from './budget.ts';
import { ExpressionError, Fault } from './errors.ts';
import { evaluateMacro } from './evaluating/evaluate-macro.ts';
import { readIndex, readMember } from './evaluating/evaluate-access.ts';
import { readArguments } from './functions/signature.ts';
import { findFunction } from './functions/table.ts';
import { FORBIDDEN_KEYS, MAX_RESULT_LENGTH } from './limits.ts';
import { absorb } from './evaluating/logic.ts';
import { applyBinary, applyUnary } from './evaluating/operators.ts';
import type { ValueType } from './values.ts';
import { jsonLength, typeOf, withArticle } from './values.ts';

/** What the names at the beginning of a path stand for: input, steps, failures, output, arguments, execution, … */
export type Scope = Readonly<Record<string, Json>>;

/**
 * The value of an expression. Pure and total: the same scope gives the same value, and limits end what would not end.
 * The value may share parts with the scope; nobody changes either. Throws an ExpressionError.
 */
export function evaluate(expression: Expression, scope: Scope, budget: Budget = createBudget()): Json {
  try {
    const value = evaluateNode(expression.root, { scope, budget });
    if (jsonLength(value, MAX_RESULT_LENGTH, 0) <= MAX_RESULT_LENGTH) return value;
    throw new Fault('The value of the expression is larger than 256 kB.', 0, true);
  } catch (error) {
    if (error instanceof Fault) throw new ExpressionError(error, expression.source);
    throw error;
  }
}

interface Context {
  scope: Scope;
  budget: Budget;
}

function evaluateNode(node: Node, context: Context): Json {
  // A chain that `?.` cut short is null as a whole.
  return evaluateChain(node, context) ?? null;
}

/** Like evaluateNode, but undefined when a `?.` met null, so that the rest of the chain is skipped too. */
function evaluateChain(node: Node, context: Context): Json | undefined {
  charge(context.budget, 1, node.at);
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return readName(node.name, node.at, context.scope);
    case 'member': {
      const object = evaluateChain(node.of, context);
      return object === undefined ? undefined : readMember(object, node);
    }
    case 'index': {
      const container = evaluateChain(node.of, context);
      if (container === undefined || (container === null && node.optional)) return undefined;
      return readIndex(container, evaluateNode(node.index, context), node);
    }
    case 'group':
      return evaluateNode(node.inner, context);
    case 'unary':
      return applyUnary(node.operator, evaluateNode(node.operand, context), node.at);
    case 'binary':
      return evaluateBinary(node, context);
    case 'conditional':
      return evaluateConditional(node, context);
    case 'list':
      return node.items.map((item) => evaluateNode(item, context));
    case 'object':
      return evaluateObject(node, context);
    case 'call':
      return evaluateCall(node, context);
    case 'macro': {
      const list = evaluateNode(node.list, context);
      return evaluateMacro(node, list, context.budget, (item) => {
        return evaluateNode(node.body, { ...context, scope: { ...context.scope, [node.variable]: item } });
      });
    }
  }
}

function readName(name: string, at: number, scope: Scope): Json {
  const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (value === undefined) throw new Fault(`There is nothing named "${name}" here.`, at);
  return value;
}

function evaluateBinary(node: BinaryNode, context: Context): Json {
  if (node.operator === '??') {
    const left = evaluateNode(node.left, context);
    return left === null ? evaluateNode(node.right, context) : left;
  }
  if (node.operator === '||' || node.operator === '&&') {
    const operand = (side: Node) => () => {
      const value = evaluateNode(side, context);
      if (typeof value === 'boolean') return value;
      throw new Fault(`The operator "${node.operator}" takes two bools, not ${withArticle(typeOf(value))}.`, node.at);
    };
    return absorb([operand(node.left), operand(node.right)], node.operator === '||');
  }
  const left = evaluateNode(node.left, context);
  return applyBinary(node, left, evaluateNode(node.right, context), context.budget);
}

function evaluateConditional(node: ConditionalNode, context: Context): Json {
  const condition = evaluateNode(node.condition, context);
  if (typeof condition === 'boolean') return evaluateNode(condition ? node.whenTrue : node.whenFalse, context);
  throw new Fault(`The condition of "? :" is a bool, not ${withArticle(typeOf(condition))}.`, node.at);
}

function evaluateObject(node: ObjectNode, context: Context): Json {
  const seen = new Set<string>();
  const entries = node.entries.map(({ key, value }): [string, Json] => {
    const name = evaluateNode(key, context);
    if (typeof name !== 'string') {
      throw new Fault(`The keys of an object are strings, not ${withArticle(typeOf(name))}.`, key.at);
    }
    if (FORBIDDEN_KEYS.has(name)) throw new Fault(`The key "${name}" is not allowed.`, key.at);
    if (seen.has(name)) throw new Fault(`The key "${name}" is given twice.`, key.at);
    seen.add(name);
    return [name, evaluateNode(value, context)];
  });
  return Object.fromEntries(entries);
}

function evaluateCall(node: CallNode, context: Context): Json {
  const found = findFunction(node.name);
  if (found === undefined) throw new Fault(`There is no function "${node.name}".`, node.at);
  const values = node.args.map((argument, index) => {
    const value = evaluateNode(argument, context);
    const allowed = found.parameters[index] ?? found.rest ?? [];
    if (allowed.includes(typeOf(value))) return value;
    throw new Fault(
      `The function "${node.name}" takes ${oneOf(allowed)}, not ${withArticle(typeOf(value))}.`,
      argument.at,
    );
  });
  const exact = node.exact === true;
  return found.call(readArguments(values), { name: node.name, at: node.at, budget: context.budget, exact });
}

function oneOf(types: readonly ValueType[]): string {
  const words = types.map(withArticle);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${String(words.at(-1))}`;
}
