import { stringifyJson } from '../../numbers/json-text.ts';
import { lexNumber, startsNumber } from './lex-number.ts';
import { lexString, startsString } from './lex-string.ts';
import { SyntaxFault } from '../syntax-fault.ts';
import type { Token } from './token.ts';

/** Longer symbols first: the first that fits is taken. */
const SYMBOLS = ['?.', '??', '||', '&&', '==', '!=', '<=', '>=', ...Array.from('<>+-*/%!?:.,()[]{}')];

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPACE = /(?:[ \t\n\f\r]+|\/\/[^\n]*)*/y;

/**
 * Cuts `text` from `start` into tokens, at the latest of which the kind is `end`.
 * With `untilClosed` it stops at the `}}` that closes the `${{`: the first one outside strings and map literals.
 * Throws a SyntaxFault.
 */
export function lex(text: string, start: number, untilClosed: boolean): Token[] {
  const tokens: Token[] = [];
  let braces = 0;
  for (let at = skipSpace(text, start); at < text.length; at = skipSpace(text, lastEnd(tokens))) {
    if (untilClosed && braces === 0 && text.startsWith('}}', at)) {
      tokens.push({ kind: 'end', at, end: at + 2 });
      return tokens;
    }
    const token = nextToken(text, at);
    if (token.kind === 'symbol' && token.text === '{') braces += 1;
    if (token.kind === 'symbol' && token.text === '}' && braces > 0) braces -= 1;
    tokens.push(token);
  }
  if (untilClosed) {
    throw new SyntaxFault('The expression is never closed: "}}" is missing.', start - 3, start);
  }
  tokens.push({ kind: 'end', at: text.length, end: text.length });
  return tokens;
}

function nextToken(text: string, at: number): Token {
  if (startsString(text, at)) return lexString(text, at);
  if (startsNumber(text, at)) return lexNumber(text, at);
  const word = matchAt(WORD, text, at);
  if (word !== '') return { kind: 'word', text: word, at, end: at + word.length };
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
  if (symbol === undefined) throw unexpectedCharacter(text, at);
  // `c ?.5 : 1` is a conditional with the number .5, as in JavaScript.
  if (symbol === '?.' && startsNumber(text, at + 1)) return { kind: 'symbol', text: '?', at, end: at + 1 };
  return { kind: 'symbol', text: symbol, at, end: at + symbol.length };
}

function unexpectedCharacter(text: string, at: number): SyntaxFault {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const hints: Record<string, string> = {
    '=': 'equality is written ==',
    '&': 'and is written &&',
    '|': 'or is written ||',
    '`': 'strings are written with \' or "',
    $: 'inside an expression, names are written without $',
  };
  const hint = Object.hasOwn(hints, character) ? hints[character] : undefined;
  return new SyntaxFault(
    `The character ${stringifyJson(character)} has no meaning here.`,
    at,
    at + character.length,
    hint,
  );
}

function skipSpace(text: string, at: number): number {
  return at + matchAt(SPACE, text, at).length;
}

function lastEnd(tokens: readonly Token[]): number {
  return tokens.at(-1)?.end ?? 0;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
