import type { BinaryOperator, Node } from '../ast.ts';
import { parsePostfix } from './parse-primary.ts';
import type { Parser } from './parser.ts';

/**
 * From weakest to strongest. `??` stands where JavaScript has it, but may be mixed with `||` and `&&` without
 * parentheses: `a || b ?? c` is `(a || b) ?? c`.
 */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** `condition ? a : b`, the weakest of all; the right side may be another one. */
export function parseConditional(parser: Parser): Node {
  const condition = parseBinary(parser, 0);
  const mark = parser.accept('?');
  if (mark === undefined) return condition;
  const whenTrue = parser.nested(() => parseBinary(parser, 0));
  parser.expect(':', 'of "? :"');
  const whenFalse = parser.nested(() => parseConditional(parser));
  return parser.make({ kind: 'conditional', at: parser.offset(mark), condition, whenTrue, whenFalse });
}

function parseBinary(parser: Parser, level: number): Node {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(parser);
  let left = parseBinary(parser, level + 1);
  for (;;) {
    const operator = operators.find((candidate) => isOperator(parser, candidate));
    if (operator === undefined) return left;
    const at = parser.offset(parser.next());
    const right = parseBinary(parser, level + 1);
    left = parser.make({ kind: 'binary', at, operator, left, right });
  }
}

function isOperator(parser: Parser, operator: BinaryOperator): boolean {
  const token = parser.peek();
  return (token.kind === 'symbol' || token.kind === 'word') && token.text === operator;
}

function parseUnary(parser: Parser): Node {
  const mark = parser.accept('!') ?? parser.accept('-');
  if (mark?.kind !== 'symbol') return parsePostfix(parser);
  const operator = mark.text === '!' ? '!' : '-';
  const next = parser.peek();
  const operand = parser.nested(() => parseUnary(parser));
  // "-5" is one value, so that a plan shows the number that was written.
  if (operator === '-' && next.kind === 'number' && operand.kind === 'literal') {
    return {
      kind: 'literal',
      at: parser.offset(mark),
      value: typeof next.value === 'bigint' ? -next.value : 0 - next.value,
    };
  }
  return parser.make({ kind: 'unary', at: parser.offset(mark), operator, operand });
}
