import type { Node } from '../ast.ts';
import type { ExpressionProblem } from '../errors.ts';
import type { Token } from './token.ts';
import { MAX_DEPTH, MAX_NODES } from '../limits.ts';
import { SyntaxFault } from '../syntax-fault.ts';

/** The reading position in one expression, shared by the functions of the grammar. */
export interface Parser {
  /** Problems that do not stop the reading: unknown functions, wrong numbers of arguments. */
  problems: ExpressionProblem[];
  /** How many macros enclose the current position. */
  macroDepth: number;
  /** Reads one whole expression: the grammar's start, handed in because the grammar is recursive. */
  expression(): Node;
  peek(): Token;
  next(): Token;
  isSymbol(text: string): boolean;
  /** Takes the symbol when it comes next. */
  accept(text: string): Token | undefined;
  expect(text: string, where: string): Token;
  unexpected(wanted: string): SyntaxFault;
  /** Offset of a token in the expression's own source, as nodes carry it. */
  offset(token: Token): number;
  /** Counts a node. */
  make<N extends Node>(node: N): N;
  /** Runs `read` one level deeper. */
  nested<T>(read: () => T): T;
}

export function createParser(tokens: readonly Token[], start: number, grammar: (parser: Parser) => Node): Parser {
  const last: Token = tokens.at(-1) ?? { kind: 'end', at: start, end: start };
  let position = 0;
  let nodes = 0;
  let depth = 0;
  const parser: Parser = {
    problems: [],
    macroDepth: 0,
    expression: () => grammar(parser),
    peek: () => tokens[position] ?? last,
    next: () => {
      const token = parser.peek();
      position += 1;
      return token;
    },
    isSymbol: (text) => {
      const token = parser.peek();
      return token.kind === 'symbol' && token.text === text;
    },
    accept: (text) => (parser.isSymbol(text) ? parser.next() : undefined),
    expect: (text, where) => {
      const token = parser.accept(text);
      if (token === undefined) throw parser.unexpected(`"${text}" ${where}`);
      return token;
    },
    unexpected: (wanted) => {
      const token = parser.peek();
      return new SyntaxFault(`Expected ${wanted}, found ${describe(token)}.`, token.at, token.end);
    },
    offset: (token) => token.at - start,
    make: (node) => {
      nodes += 1;
      if (nodes > MAX_NODES) throw tooMuch(`An expression has at most ${MAX_NODES} operators, names and values.`);
      return node;
    },
    nested: (read) => {
      depth += 1;
      if (depth > MAX_DEPTH) throw tooMuch(`An expression is nested at most ${MAX_DEPTH} levels deep.`);
      const value = read();
      depth -= 1;
      return value;
    },
  };
  const tooMuch = (message: string) => new SyntaxFault(message, parser.peek().at, parser.peek().end);
  return parser;
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'word':
    case 'symbol':
      return `"${token.text}"`;
    case 'string':
      return 'a string';
    case 'number':
      return `the number ${token.value}`;
    case 'end':
      return 'the end of the expression';
  }
}
