import type { CallNode, MacroName, Node } from '../ast.ts';
import { MACRO_NAMES } from '../ast.ts';
import { findFunction, FUNCTION_NAMES } from '../functions/table.ts';
import { describeArity } from '../functions/signature.ts';
import type { Token } from './token.ts';
import { FORBIDDEN_KEYS, MAX_MACRO_NESTING } from '../limits.ts';
import { parseItems } from './parse-items.ts';
import type { Parser } from './parser.ts';
import { SyntaxFault } from '../syntax-fault.ts';

/** `name(…)`; an unknown name and a wrong number of arguments are reported and the reading goes on. */
export function parseCall(parser: Parser, name: string, token: Token): Node {
  parser.next();
  const args = parseItems(parser, ')', () => parser.expression());
  const place = { at: token.at, end: token.end };
  const found = findFunction(name);
  if (found === undefined) {
    const unknown = { word: name, candidates: FUNCTION_NAMES };
    parser.problems.push({ message: `There is no function "${name}".`, ...place, unknown, ...callHint(name) });
  } else if (args.length < found.required || args.length > found.parameters.length + (found.rest ? Infinity : 0)) {
    const message = `The function "${name}" takes ${describeArity(found)}, not ${args.length}.`;
    parser.problems.push({ message, ...place });
  }
  if (name === 'coalesce') return asChain(parser, args, parser.offset(token));
  const exact = found?.readsIntegers ? { exact: true as const } : {};
  return parser.make<CallNode>({ kind: 'call', at: parser.offset(token), name, args, ...exact });
}

/** `coalesce(a, b)` is another spelling of `a ?? b ?? null`, so what it does not need is not evaluated. */
function asChain(parser: Parser, args: readonly Node[], at: number): Node {
  const end: Node = parser.make({ kind: 'literal', at, value: null });
  return args.reduceRight<Node>((right, left) => parser.make({ kind: 'binary', at, operator: '??', left, right }), end);
}

function callHint(name: string): { hint?: string } {
  if (name === 'has') return { hint: 'an absent property reads as null: write x.y != null' };
  if (isMacro(name)) return { hint: `written list.${name}(x, …)` };
  return {};
}

/** `list.map(x, …)`: the only calls that are written with a dot. */
export function parseMacro(parser: Parser, list: Node, token: Token & { kind: 'word' }, optional: boolean): Node {
  const macro = token.text;
  if (!isMacro(macro)) {
    const hint = `functions are written ${macro === 'has' ? 'size' : macro}(x); only ${MACRO_NAMES.join(', ')} follow a dot`;
    throw new SyntaxFault(`There is no method "${macro}".`, token.at, token.end, hint);
  }
  if (optional) {
    const hint = `write (list ?? []).${macro}(x, …)`;
    throw new SyntaxFault(`The macro "${macro}" cannot follow "?.".`, token.at, token.end, hint);
  }
  if (parser.macroDepth >= MAX_MACRO_NESTING) {
    throw new SyntaxFault(`Macros are nested at most ${MAX_MACRO_NESTING} deep.`, token.at, token.end);
  }
  parser.expect('(', `after "${macro}"`);
  const variable = parseVariable(parser, macro);
  parser.expect(',', `after the variable of "${macro}"`);
  parser.macroDepth += 1;
  const body = parser.nested(() => parser.expression());
  parser.macroDepth -= 1;
  parser.expect(')', `after the body of "${macro}"`);
  return parser.make({ kind: 'macro', at: parser.offset(token), macro, list, variable, body });
}

function parseVariable(parser: Parser, macro: string): string {
  const token = parser.peek();
  const node = parser.expression();
  if (node.kind === 'name' && !FORBIDDEN_KEYS.has(node.name)) return node.name;
  throw new SyntaxFault(`The first argument of "${macro}" is the name of a variable.`, token.at, token.end);
}

function isMacro(name: string): name is MacroName {
  return MACRO_NAMES.some((macro) => macro === name);
}
