import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, ERAS } from './world/clients.ts';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

describe.each(ERAS)('when definitions change, a client of the %s era', (era) => {
  it('hears of it, and sees other tools and resources', async () => {
    const tools: (string[] | undefined)[] = [];
    const resources: (string[] | undefined)[] = [];
    const client = await connect(world.url, era, {
      listChanged: {
        tools: { debounceMs: 0, onChanged: (_error, list) => tools.push(list?.map(({ name }) => name)) },
        resources: { debounceMs: 0, onChanged: (_error, list) => resources.push(list?.map(({ name }) => name)) },
      },
    });
    // The stream that carries the news opens after the connection; its first bytes have no event to wait for.
    await expect
      .poll(
        () => {
          world.definitions.remove('pay');
          return tools.length > 0 && resources.length > 0;
        },
        { timeout: 5_000 },
      )
      .toBe(true);
    expect(tools[0]).not.toContain('pay');
    expect(resources[0]).not.toContain('pay');
    expect(resources[0]).toContain('look_up');
    await client.close();
  });
});
