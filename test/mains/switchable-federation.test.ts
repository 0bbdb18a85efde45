import { describe, expect, it } from 'vitest';
import { createSwitchableFederation } from '../../mains/switchable-federation.ts';
import type { Federation, ServerCatalog } from '../../federation/federation.ts';

/** A federation that answers when told to, and says what happened to it. */
function fake(name: string, log: string[]) {
  const waiting: (() => void)[] = [];
  const federation = {
    serverNames: () => [name],
    catalog: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve({ ok: true, catalog: { server: name } as ServerCatalog }));
      }),
    close: () => {
      log.push(`${name} closed`);
      return Promise.resolve();
    },
  } as unknown as Federation;
  const answer = (): void => {
    for (const settle of waiting.splice(0)) settle();
  };
  return { federation, answer };
}

describe('a federation that is exchanged', () => {
  it('sends new calls to the new one and closes the old one after its last call', async () => {
    const log: string[] = [];
    const [old, next] = [fake('old', log), fake('next', log)];
    const held = createSwitchableFederation(old.federation);
    const first = held.catalog('x');
    held.replace(next.federation);
    expect(held.serverNames()).toEqual(['next']);
    const second = held.catalog('x');
    next.answer();
    expect(await second).toMatchObject({ catalog: { server: 'next' } });
    expect(log).toEqual([]);
    old.answer();
    expect(await first).toMatchObject({ catalog: { server: 'old' } });
    await held.close();
    expect(log.toSorted()).toEqual(['next closed', 'old closed']);
  });
});
