import { fromInteger } from '../../numbers/exact-number.ts';
import { MAX_INTEGER_DIGITS } from '../limits.ts';
import type { Token } from './token.ts';
import { SyntaxFault } from '../syntax-fault.ts';

const NUMBER = /0[xX][0-9A-Fa-f]+|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const WORD_CHARACTER = /[A-Za-z0-9_]/;

export function startsNumber(text: string, at: number): boolean {
  return /^\.?[0-9]/.test(text.slice(at, at + 2));
}

/** Integers, hexadecimal integers and decimals. Integers that are written in decimal keep all their digits. */
export function lexNumber(text: string, at: number): Token {
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(text)?.[0] ?? '';
  const end = at + digits.length;
  const next = text.charAt(end);
  if (next === 'u' || next === 'U') {
    throw new SyntaxFault('There are no unsigned numbers.', at, end + 1, 'leave the u out');
  }
  if (WORD_CHARACTER.test(next)) {
    throw new SyntaxFault(`The number "${digits}" runs into "${next}".`, at, end + 1);
  }
  const value = Number(digits);
  const isInteger = /^[0-9]+$/.test(digits);
  if (isInteger && digits.length > MAX_INTEGER_DIGITS) {
    throw new SyntaxFault(
      `An integer has at most ${MAX_INTEGER_DIGITS} digits; this one has ${digits.length}.`,
      at,
      end,
    );
  }
  if (isInteger) return { kind: 'number', value: fromInteger(BigInt(digits)), at, end };
  if (!Number.isFinite(value) || (/^0[xX]/.test(digits) && !Number.isSafeInteger(value))) {
    throw new SyntaxFault(`The number ${digits} is larger than 2^53 - 1 allows.`, at, end);
  }
  return { kind: 'number', value: asRead(value), at, end };
}

/** A plan is read with all digits that it was written with: `1e20` is the integer then that it is here. */
function asRead(value: number): number | bigint {
  const written = String(value);
  return Number.isSafeInteger(value) || !/^[0-9]+$/.test(written) ? value : BigInt(written);
}
