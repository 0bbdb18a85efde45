import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import type { FollowOptions } from '../../../api/operations/executions/follow.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import type { ExecutionChange } from '../../../api/operations/ports.ts';
import { followedStep } from '../../../api/rest/schemas/follow.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { expectProblem } from '../http/problem-of.ts';
import { RUN, stepOf, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';
import { allEvents, readEvents } from './read-events.ts';

const PATH = '/v1/executions/onboard%2Fo-17/events';
const HEADERS = { authorization: 'Bearer office' };

const stock = stepOf('stock');

const running = viewOf({ steps: [stock] });
const ended = viewOf({ status: 'completed', sagaState: 'completed', finishedAt: '2026-09-01T10:00:01.000Z' });

/** Event 7 of the history means two changes. */
const CHANGES: ExecutionChange[] = [
  change(5, { type: 'step_started', at: stock.startedAt ?? '', path: 'stock' }, running),
  change(7, { type: 'step_completed', at: '2026-09-01T10:00:01.000Z', path: 'stock' }, running, false),
  change(7, { type: 'saga_state', at: '2026-09-01T10:00:01.000Z', state: 'completed', step: null }, running),
  change(9, { type: 'closed', at: '2026-09-01T10:00:01.000Z', status: 'completed', output: null }, ended),
];

function change(
  eventId: number,
  event: ExecutionChange['event'],
  view: ExecutionView,
  isLastOfEvent = true,
): ExecutionChange {
  const path = 'path' in event ? event.path : null;
  const step = view.steps.find((row) => row.path === path) ?? null;
  const seen = { step, head: view, stepCount: view.steps.length, view };
  return { cursor: `${RUN}:${String(eventId)}`, event, call: null, isLastOfEvent, isLatest: isLastOfEvent, ...seen };
}

/** Gives what comes after the cursor, as operations do. */
const follow: Operations['follow'] = (_caller, _id, { after }) => {
  const from = after === undefined ? 0 : Number(after.split(':')[1]);
  const due = CHANGES.filter(({ cursor }) => Number(cursor.split(':')[1]) > from);
  return Promise.resolve(
    (async function* () {
      yield* await Promise.resolve(due);
    })(),
  );
};

/** Gives one change, then nothing more until it is aborted. */
const endless: Operations['follow'] = (_caller, _id, { signal }) =>
  Promise.resolve(
    (async function* () {
      yield* CHANGES.slice(0, 1);
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    })(),
  );

describe('GET /v1/executions/{id}/events', () => {
  it('gives every change with the step that it is about, and the execution at the end', async () => {
    const { url } = await serve({ follow });
    const response = await fetch(`${url}${PATH}`, { headers: HEADERS });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const events = await allEvents(response);
    expect(events.map(({ event, id }) => [event, id])).toEqual([
      ['step', `${RUN}:5`],
      ['step', null],
      ['step', `${RUN}:7`],
      ['step', `${RUN}:9`],
      ['end', null],
    ]);
    expect(events[0]?.data).toEqual({
      event: CHANGES[0]?.event,
      step: stock,
      status: 'running',
      sagaState: 'forward',
      waitingFor: [],
    });
    expect(events[2]?.data['step']).toBeNull();
    expect(events.at(-1)?.data).toEqual({ ...ended, nextSteps: null });
    for (const { event, data } of events) if (event === 'step') followedStep.strict().parse(data);
  });

  it.each([
    ['header', { 'last-event-id': `${RUN}:5` }, ''],
    ['query', {}, `?lastEventId=${RUN}:5`],
    ['header before the query', { 'last-event-id': `${RUN}:5` }, `?lastEventId=${RUN}:7`],
  ])('goes on after the last id that was read, from the %s', async (_where, headers, query) => {
    const { url } = await serve({ follow });
    const events = await allEvents(await fetch(`${url}${PATH}${query}`, { headers: { ...HEADERS, ...headers } }));
    expect(events.map(({ id }) => id)).toEqual([null, `${RUN}:7`, `${RUN}:9`, null]);
  });

  it('reads all of it however often the connection is lost', async () => {
    const { url } = await serve({ follow });
    const read = new Map<string, unknown>();
    let last: string | null = null;
    // After every single event the client is gone, with the last id that it has seen.
    for (let connections = 0; connections < 10; connections += 1) {
      const headers = { ...HEADERS, ...(last === null ? {} : { 'last-event-id': last }) };
      const events = await allEvents(await fetch(`${url}${PATH}`, { headers }));
      const upTo = events.findIndex(({ id }) => id !== null);
      for (const { data } of events.slice(0, upTo + 1)) read.set(JSON.stringify(data['event']), data);
      if (upTo === -1) break;
      last = events[upTo]?.id ?? null;
    }
    expect([...read.keys()]).toEqual(CHANGES.map(({ event }) => JSON.stringify(event)));
  });

  it('gives the execution alone to who has read all', async () => {
    const { url } = await serve({ follow, get: () => Promise.resolve(ended) });
    const response = await fetch(`${url}${PATH}`, { headers: { ...HEADERS, 'last-event-id': `${RUN}:9` } });
    expect(await allEvents(response)).toEqual([{ event: 'end', id: null, data: { ...ended, nextSteps: null } }]);
  });

  it('ignores a last id that is of another stream, and refuses it in the query', async () => {
    const { url } = await serve({ follow });
    const events = await allEvents(await fetch(`${url}${PATH}`, { headers: { ...HEADERS, 'last-event-id': '17' } }));
    expect(events).toHaveLength(5);
    expectProblem(await ask(`${url}${PATH}?lastEventId=17`), 400, 'bad-request');
  });

  it('has no HEAD, which would never end', async () => {
    const { url } = await serve({ follow: endless });
    expect((await fetch(`${url}${PATH}`, { method: 'HEAD', headers: HEADERS })).status).toBe(405);
  });

  it('answers with a problem before there is a stream', async () => {
    const { url } = await serve({ follow: () => Promise.reject(new OperationError('unknown-execution', 'No.')) });
    expectProblem(await ask(`${url}${PATH}`), 404, 'unknown-execution');
  });

  it('says in the stream why it ends early', async () => {
    const broken: Operations['follow'] = () =>
      Promise.resolve(
        (async function* () {
          yield* CHANGES.slice(0, 1);
          await Promise.reject(new OperationError('temporal-unavailable', 'Temporal does not answer.'));
        })(),
      );
    const { url } = await serve({ follow: broken });
    const events = await allEvents(await fetch(`${url}${PATH}`, { headers: HEADERS }));
    expect(events.at(-1)).toMatchObject({ event: 'problem', data: { code: 'temporal-unavailable', status: 503 } });
  });

  it('comments while it is quiet', async () => {
    const { url } = await serve({ follow: endless }, { settings: { heartbeatMs: 5 } });
    const comments: string[] = [];
    for await (const read of readEvents(await fetch(`${url}${PATH}`, { headers: HEADERS }))) {
      if ('comment' in read) comments.push(read.comment);
      if (comments.length === 3) break;
    }
    expect(comments).toEqual(['open', 'quiet', 'quiet']);
  });

  it('stops to follow when the client goes', async () => {
    let ended: (() => void) | undefined;
    const isEnded = new Promise<void>((resolve) => (ended = resolve));
    const { url } = await serve({
      follow: (caller, id, options: FollowOptions) => {
        options.signal?.addEventListener('abort', () => ended?.());
        return endless(caller, id, options);
      },
    });
    for await (const read of readEvents(await fetch(`${url}${PATH}`, { headers: HEADERS }))) if ('event' in read) break;
    await isEnded;
  });
});
