import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { Json } from '../../plan/json.ts';

describe('canonicalJson', () => {
  it('sorts keys at every depth and writes no spaces', () => {
    expect(canonicalJson({ b: [{ d: null, c: 'ä"' }], a: -0.5, B: true })).toBe(
      '{"B":true,"a":-0.5,"b":[{"c":"ä\\"","d":null}]}',
    );
  });

  it('is JSON of an equal value, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as Json))).toBe(text);
      }),
    );
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
