import type { Node, NameNode, ObjectNode } from '../ast.ts';
import { FORBIDDEN_KEYS } from '../limits.ts';
import { parseCall, parseMacro } from './parse-calls.ts';
import type { Parser } from './parser.ts';
import { SyntaxFault } from '../syntax-fault.ts';
import { parseItems } from './parse-items.ts';

/** CEL's reserved words; they can be property names but not names of their own. */
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(' '),
);

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A value followed by any number of `.name`, `?.name`, `[index]`, `?.[index]` and `.macro(x, …)`. */
export function parsePostfix(parser: Parser): Node {
  let node = parsePrimary(parser);
  for (;;) {
    const dot = parser.accept('?.') ?? parser.accept('.');
    const optional = dot?.kind === 'symbol' && dot.text === '?.' ? { optional: true as const } : {};
    if (parser.isSymbol('[') && (dot === undefined || optional.optional === true)) {
      const open = parser.next();
      const index = parser.nested(() => parser.expression());
      const end = parser.offset(parser.expect(']', 'after the index')) + 1;
      node = parser.make({ kind: 'index', at: parser.offset(open), end, of: node, index, ...optional });
    } else if (dot === undefined) {
      return node;
    } else {
      node = parseMember(parser, node, optional);
    }
  }
}

function parseMember(parser: Parser, of: Node, optional: { optional?: true }): Node {
  const token = parser.peek();
  if (token.kind !== 'word') throw parser.unexpected('a property name after the dot');
  parser.next();
  if (parser.isSymbol('(')) return parseMacro(parser, of, token, optional.optional === true);
  refuseForbidden(token.text, token.at, token.end);
  return parser.make({ kind: 'member', at: parser.offset(token), of, name: token.text, ...optional });
}

function parsePrimary(parser: Parser): Node {
  const token = parser.peek();
  if (token.kind === 'string' || token.kind === 'number') {
    parser.next();
    return parser.make({ kind: 'literal', at: parser.offset(token), value: token.value });
  }
  if (token.kind === 'word') return parseWord(parser, token.text);
  if (parser.isSymbol('(')) return parseParentheses(parser);
  if (parser.isSymbol('[')) {
    const at = parser.offset(parser.next());
    return parser.make({ kind: 'list', at, items: parseItems(parser, ']', () => parser.expression()) });
  }
  if (parser.isSymbol('{')) return parseObject(parser);
  throw parser.unexpected('a value');
}

function parseWord(parser: Parser, text: string): Node {
  const token = parser.next();
  const at = parser.offset(token);
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return parser.make({ kind: 'literal', at, value: constant });
  if (RESERVED.has(text)) throw new SyntaxFault(`The word "${text}" is reserved.`, token.at, token.end);
  if (parser.isSymbol('(')) return parseCall(parser, text, token);
  refuseForbidden(text, token.at, token.end);
  return parser.make<NameNode>({ kind: 'name', at, name: text });
}

function parseParentheses(parser: Parser): Node {
  const at = parser.offset(parser.next());
  const inner = parser.nested(() => parser.expression());
  parser.expect(')', 'to close the parenthesis');
  return endsOptionalChain(inner) ? parser.make({ kind: 'group', at, inner }) : inner;
}

function endsOptionalChain(node: Node): boolean {
  if (node.kind !== 'member' && node.kind !== 'index') return false;
  return node.optional === true || endsOptionalChain(node.of);
}

function parseObject(parser: Parser): Node {
  const at = parser.offset(parser.next());
  const entries = parseItems(parser, '}', () => {
    const token = parser.peek();
    const key = parser.expression();
    if (key.kind === 'literal' && typeof key.value !== 'string') {
      throw new SyntaxFault('The keys of an object are strings.', token.at, token.end);
    }
    if (key.kind === 'literal') refuseForbidden(String(key.value), token.at, token.end);
    parser.expect(':', 'after the key');
    return { key, value: parser.expression() };
  });
  return parser.make<ObjectNode>({ kind: 'object', at, entries });
}

function refuseForbidden(name: string, at: number, end: number): void {
  if (FORBIDDEN_KEYS.has(name)) throw new SyntaxFault(`The name "${name}" is never readable.`, at, end);
}
