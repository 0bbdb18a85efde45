import type { Token } from './token.ts';
import { SyntaxFault } from '../syntax-fault.ts';

const OPENING = /[rRbB]{0,2}(?:'''|"""|'|")/y;

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...['\\', '?', '"', "'", '`'].map((character): [string, string] => [character, character]),
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** How many digits follow, and in which base, for the escapes that name a code point. */
const CODE_ESCAPES: readonly [RegExp, number][] = [
  [/[xX]([0-9A-Fa-f]{2})/y, 16],
  [/u([0-9A-Fa-f]{4})/y, 16],
  [/U([0-9A-Fa-f]{8})/y, 16],
  [/([0-3][0-7]{2})/y, 8],
];

export function startsString(text: string, at: number): boolean {
  OPENING.lastIndex = at;
  return OPENING.test(text);
}

/** CEL's string literals: '…', "…", both tripled (may span lines), raw with r. There are no bytes. */
export function lexString(text: string, at: number): Token {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text)?.[0] ?? '';
  const prefix = opening.replace(/['"]/g, '').toLowerCase();
  if (prefix !== '' && prefix !== 'r') {
    throw new SyntaxFault('There are no bytes, only strings.', at, at + opening.length, 'leave the b out');
  }
  const quote = opening.slice(prefix.length);
  let value = '';
  for (let here = at + opening.length; here < text.length;) {
    if (text.startsWith(quote, here)) return { kind: 'string', value, at, end: here + quote.length };
    const character = text.charAt(here);
    if (quote.length === 1 && (character === '\n' || character === '\r')) break;
    const escape = character === '\\' && prefix === '' ? readEscape(text, here) : { value: character, end: here + 1 };
    value += escape.value;
    here = escape.end;
  }
  throw new SyntaxFault(`The string that begins with ${opening} is never closed.`, at, at + opening.length);
}

function readEscape(text: string, at: number): { value: string; end: number } {
  const simple = SIMPLE_ESCAPES.get(text.charAt(at + 1));
  if (simple !== undefined) return { value: simple, end: at + 2 };
  for (const [pattern, base] of CODE_ESCAPES) {
    pattern.lastIndex = at + 1;
    const match = pattern.exec(text);
    if (match?.[1] === undefined) continue;
    const code = Number.parseInt(match[1], base);
    const end = at + 1 + match[0].length;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw new SyntaxFault(`The escape "${text.slice(at, end)}" is not a Unicode code point.`, at, end);
    }
    return { value: String.fromCodePoint(code), end };
  }
  throw new SyntaxFault(
    `The escape "${text.slice(at, at + 2)}" is not known.`,
    at,
    Math.min(at + 2, text.length),
    'a backslash is written \\\\, or the string r"..."',
  );
}
