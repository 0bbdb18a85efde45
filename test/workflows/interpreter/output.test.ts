import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json } from '../../../plan/json.ts';
import { start } from './support/execution.ts';
import { action, each, planOf, template } from './support/plans.ts';
import { ok } from './support/world.ts';

const noticesOf = ({ world }: ReturnType<typeof start>): string[] =>
  world.events.flatMap((event) => (event.type === 'notice' && event.notice === 'OutputLost' ? [event.message] : []));

const listIn = (output: Json, key: string): Json[] => {
  const list = isJsonObject(output) ? output[key] : null;
  return Array.isArray(list) ? list : [];
};

describe('what is returned decides nothing about effects', () => {
  it.each([false, true])('an expression that fails gives null for its own key (pivot: %s)', async (pivot) => {
    const output = template({ id: '${{ steps.a.output.id }}', number: "${{ int('none') }}" });
    const execution = start(planOf([action('a', {}, { pivot })], { output }), { replies: { a: ok({ id: 1 }) } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { id: 1, number: null } });
    expect(execution.undone()).toEqual([]);
    expect(noticesOf(execution)).toEqual([expect.stringContaining('"number" is null: The function "int"') as string]);
  });

  it('a list that is too large keeps its length and its first items, and small parts stay whole', async () => {
    const items = Array.from({ length: 400 }, (_, index) => index);
    const replies = Object.fromEntries(items.map((index) => [`a[${index}]`, ok({ index, text: 'x'.repeat(700) })]));
    const output = template({ all: '${{ steps.a.output }}', count: '${{ size(input.items) }}' });
    const step = action('a', {}, { forEach: each('${{ input.items }}') });
    const execution = start(planOf([step], { output }), { replies }, { items });
    const end = await execution.play();
    const made = end?.kind === 'completed' ? end.output : null;
    const all = listIn(made, 'all');
    expect(made).toMatchObject({ count: 400 });
    expect(all).toHaveLength(400);
    const kept = all.indexOf(null);
    expect(kept).toBeGreaterThan(300);
    expect(all[kept - 1]).toMatchObject({ index: kept - 1 });
    expect(all.slice(kept).every((item) => item === null)).toBe(true);
    expect(JSON.stringify(made).length).toBeLessThanOrEqual(262_144);
    expect(noticesOf(execution)).toEqual([expect.stringContaining(`items ${kept} to 399 of "all"`) as string]);
    expect(execution.undone()).toEqual([]);
  });

  it('an execution that went back for it before goes on doing so', async () => {
    const output = template({ number: "${{ int('none') }}" });
    const execution = start(planOf([action('a')], { output }), { isPatched: false });
    expect(await execution.play()).toMatchObject({ kind: 'failed', step: 'output', compensated: ['a'] });
  });

  it('asks for no marker where nothing is lost', async () => {
    const execution = start(planOf([action('a')], { output: template({ n: 1 }) }));
    expect(await execution.play()).toEqual({ kind: 'completed', output: { n: 1 } });
    expect(execution.world.patches).toEqual([]);
  });
});
