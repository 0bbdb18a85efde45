import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../plan/hash/sha256.ts';

const reference = (text: string): string => createHash('sha256').update(new TextEncoder().encode(text)).digest('hex');

describe('sha256Hex', () => {
  it.each([0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000])(
    'hashes %d characters as node:crypto does',
    (length) => {
      expect(sha256Hex('a'.repeat(length))).toBe(reference('a'.repeat(length)));
    },
  );

  it('hashes the UTF-8 of any text as node:crypto does', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('é', '€', '🐱', '\ud800', '\udc00'), fc.string()) });
    fc.assert(fc.property(text, (value) => sha256Hex(value) === reference(value)));
  });
});
