import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Catalog, CatalogTool } from '../../../compiler/catalog.ts';
import { compareLock } from '../../../compiler/lock/compare-lock.ts';
import { parseLock } from '../../../compiler/lock/parse-lock.ts';
import { schemaHash } from '../../../compiler/lock/schema-hash.ts';
import { serialiseLock } from '../../../compiler/lock/serialise-lock.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { fixturePath } from '../syntax/fixture-files.ts';

function tool(properties: JsonSchema, more: Partial<CatalogTool> = {}): CatalogTool {
  const declared = { inputSchema: { type: 'object', properties }, ...more };
  return { ...declared, schemaHash: schemaHash(declared) };
}

function catalog(tools: Record<string, CatalogTool>): Catalog {
  return { servers: { payment_server: { tools } } };
}

describe('schemaHash', () => {
  it('is the sha256 of what is declared, whatever the order of keys', () => {
    const text = '{"annotations":{"readOnlyHint":true},"inputSchema":{"a":1,"b":[{"c":2,"d":3}]}}';
    const expected = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    expect(schemaHash({ inputSchema: { b: [{ d: 3, c: 2 }], a: 1 }, annotations: { readOnlyHint: true } })).toBe(
      expected,
    );
  });

  it('does not change with the description', () => {
    expect(tool({}, { description: 'Charges.' }).schemaHash).toBe(
      tool({}, { description: 'Charges a card.' }).schemaHash,
    );
  });
});

describe('tools.lock.json', () => {
  it('comes back as it was written, with sorted keys', () => {
    const before = catalog({
      refund: tool({ id: { type: 'string' } }),
      charge: tool({ b: {}, a: {} }, { annotations: { destructiveHint: true } }),
    });
    const text = serialiseLock(before);
    expect(text.indexOf('"charge"')).toBeLessThan(text.indexOf('"refund"'));
    expect(parseLock(text, 'tools.lock.json')).toEqual({ ok: true, catalog: before });
  });

  it('is the same text for the same catalog in another order', () => {
    const [a, b] = [tool({ a: {} }), tool({ b: {} })];
    const resources = [{ uri: 'x://2' }, { uri: 'x://1' }];
    const one = serialiseLock({ servers: { s: { tools: { a, b }, resources }, t: { tools: {} } } });
    expect(one).toBe(
      serialiseLock({ servers: { t: { tools: {} }, s: { resources: [...resources].reverse(), tools: { b, a } } } }),
    );
  });

  it('of the fixtures is read', () => {
    expect(parseLock(readFileSync(fixturePath('catalog.json'), 'utf8'), 'catalog.json').ok).toBe(true);
  });

  it.each([
    ['no JSON', '{"lockVersion": 1,\n "servers": {', 'yaml-syntax', 1],
    ['JSON with a comma too many', '{"lockVersion": 1,}', 'yaml-syntax', 1],
    ['another version', '{\n"lockVersion": 2, "servers": {}}', 'bad-value', 2],
    ['a wrong shape', '{"lockVersion": 1,\n"servers": {"s": {"tools": []}}}', 'wrong-type', 2],
    [
      'a hash that was not computed',
      serialiseLock(catalog({ a: tool({}) })).replace('"object"', '"array"'),
      'bad-value',
      11,
    ],
  ])('with %s is refused with place and remedy', (_, text, code, line) => {
    const parsed = parseLock(text, 'tools.lock.json');
    const found = parsed.ok ? [] : parsed.diagnostics;
    expect(found.map((diagnostic) => [diagnostic.code, diagnostic.range.start.line])).toEqual([[code, line]]);
    expect(found[0]?.hint).toBeDefined();
  });

  it('leaves __proto__ out', () => {
    const text = serialiseLock(catalog({ a: tool({}) })).replace(
      '"servers"',
      '"__proto__": {"polluted": true},\n  "servers"',
    );
    expect(parseLock(text, 'f').ok).toBe(true);
  });
});

describe('compareLock', () => {
  it('finds no change in what is the same', () => {
    expect(compareLock(catalog({ a: tool({}) }), catalog({ a: tool({}, { description: 'new words' }) }))).toEqual([]);
  });

  it('says in words what was added, removed and changed', () => {
    const locked = catalog({ charge: tool({ card: { type: 'string' }, amount: { type: 'number' } }), gone: tool({}) });
    const live = catalog({
      charge: tool(
        { amount: { type: 'integer' }, currency: { type: 'string' } },
        { annotations: { idempotentHint: true } },
      ),
      fresh: tool({}),
    });
    expect(compareLock(locked, live).map(({ message }) => message)).toEqual([
      'The tool "charge" of payment_server changed: its input ("amount" changed, "card" removed, "currency" added); its annotations.',
      'payment_server has a new tool "fresh".',
      'payment_server no longer has the tool "gone".',
    ]);
  });

  it('sees servers come and go, and resources change', () => {
    const locked: Catalog = { servers: { a: { tools: {} }, b: { tools: {}, resources: [{ uri: 'x://1' }] } } };
    const live: Catalog = { servers: { b: { tools: {}, resources: [{ uri: 'x://2' }] }, c: { tools: {} } } };
    expect(compareLock(locked, live).map(({ kind, server }) => [kind, server])).toEqual([
      ['removed', 'a'],
      ['changed', 'b'],
      ['added', 'c'],
    ]);
  });
});
