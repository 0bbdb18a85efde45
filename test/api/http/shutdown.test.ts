import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Operations } from '../../../api/operations/operations.ts';
import { readEvents } from '../rest/read-events.ts';
import { startedOf } from './scripted-operations.ts';
import { ask, serve } from './serve.ts';

const START = '/v1/definitions/onboard/executions';

/** Something that a test waits for, and then lets happen. */
function gate() {
  let open: (() => void) | undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open?.(), passed };
}

describe('the end of the server', () => {
  it('answers a start that Temporal is about to acknowledge', async () => {
    const asked = gate();
    const acknowledged = gate();
    const { url, server } = await serve({
      start: async () => {
        asked.open();
        await acknowledged.passed;
        return startedOf();
      },
    });
    const starting = ask(`${url}${START}`, { body: { input: {} } });
    await asked.passed;
    const closing = server.close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    acknowledged.open();
    expect((await starting).status).toBe(201);
    await closing;
  });

  it('waits for no client that keeps its connection after its last answer', async () => {
    const asked = gate();
    const acknowledged = gate();
    const start: Operations['start'] = async () => {
      asked.open();
      await acknowledged.passed;
      return startedOf();
    };
    const { url, server } = await serve({ start }, { settings: { shutdownMs: 3_600_000 } });
    const starting = ask(`${url}${START}`, { body: { input: {} } });
    await asked.passed;
    const closing = server.close();
    acknowledged.open();
    expect((await starting).status).toBe(201);
    await closing;
  });

  it('ends a wait at once: the execution goes on', async () => {
    const asked = gate();
    const { url, server } = await serve({
      start: (_caller, { signal }) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(startedOf({ isDone: false })));
          asked.open();
        }),
    });
    const starting = ask(`${url}${START}`, { body: { input: {}, wait: '60s' } });
    await asked.passed;
    await server.close();
    expect((await starting).status).toBe(202);
  });

  it('ends streams with a comment', async () => {
    const follow: Operations['follow'] = (_caller, _id, { signal }) =>
      Promise.resolve(
        (async function* () {
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          yield* [];
        })(),
      );
    const { url, server } = await serve({ follow });
    const response = await fetch(`${url}/v1/executions/a/events`, { headers: { authorization: 'Bearer office' } });
    const closing = server.close();
    const read: unknown[] = [];
    for await (const one of readEvents(response)) read.push(one);
    expect(read).toEqual([{ comment: 'open' }, { comment: 'this process is about to end: connect again' }]);
    await closing;
  });

  it('waits for nobody who has asked nothing yet', async () => {
    const { url, server } = await serve({}, { settings: { shutdownMs: 3_600_000 } });
    const connected = gate();
    const ended = gate();
    connect(Number(new URL(url).port), '127.0.0.1', connected.open).on('close', ended.open);
    await connected.passed;
    // Another connection was answered, so the server knows of the first.
    await ask(`${url}/healthz`);
    await server.close();
    await ended.passed;
  });

  it('closes the facade, whose streams would hold it up', async () => {
    const closed = gate();
    const facade = {
      handle: () => Promise.resolve(),
      close: () => {
        closed.open();
        return Promise.resolve();
      },
    };
    const { server } = await serve({}, { facade });
    await server.close();
    await closed.passed;
  });

  it('cuts what does not end', async () => {
    const asked = gate();
    const { url, server } = await serve(
      {
        start: () => {
          asked.open();
          return new Promise(() => undefined);
        },
      },
      { settings: { shutdownMs: 20 } },
    );
    const starting = ask(`${url}${START}`, { body: { input: {} } });
    const isCut = expect(starting).rejects.toThrow();
    await asked.passed;
    await server.close();
    await isCut;
  });
});
