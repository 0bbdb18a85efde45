import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import type { StartRequest } from '../../../api/operations/start/start.ts';
import { expectProblem } from '../http/problem-of.ts';
import { startedOf, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';

const PATH = '/v1/definitions/onboard/executions';

/** A server that starts everything, and what it was asked to start. */
async function serveStarts(started = startedOf()) {
  const asked: StartRequest[] = [];
  const { url } = await serve({
    start: (_caller, request) => {
      asked.push(request);
      return Promise.resolve(started);
    },
  });
  return { url: `${url}${PATH}`, asked };
}

describe('POST /v1/definitions/{name}/executions', () => {
  it('answers a new execution with 201 and where it is', async () => {
    const { url, asked } = await serveStarts();
    const { status, headers, body } = await ask(url, { body: { input: { a: 1 }, id: 'o-17', after: 'run-0' } });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/v1/executions/onboard%2Fo-17');
    expect(body).toEqual({ ...viewOf(), nextSteps: null });
    expect(asked).toEqual([
      { definition: 'onboard', input: { a: 1 }, id: 'o-17', after: 'run-0', idempotencyKey: undefined },
    ]);
  });

  it.each([
    ['the same again, without waiting', {}, { isNew: false }, 200],
    ['a new one that has ended in time', { wait: '10s' }, { isDone: true }, 201],
    ['the same again, which has ended', { wait: 10 }, { isNew: false, isDone: true }, 200],
    ['a new one that still runs after the wait', { wait: '10s' }, { isDone: false }, 202],
    ['the same again, which still runs after the wait', { wait: '10s' }, { isNew: false, isDone: false }, 202],
    ['a new one that nobody waits for', { wait: 0 }, { isDone: false }, 201],
  ])('answers %s', async (_what, more, started, expected) => {
    const { url } = await serveStarts(startedOf(started));
    const { status, headers } = await ask(url, { body: { input: {}, ...more } });
    expect(status).toBe(expected);
    expect(headers.get('location')).toBe('/v1/executions/onboard%2Fo-17');
  });

  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    [2.5, 2_500],
    ['1m', 60_000],
    ['5m', 60_000],
    [3_600, 60_000],
  ])('waits %s, but never more than a minute', async (wait, waitMs) => {
    const { url, asked } = await serveStarts();
    await ask(url, { body: { input: {}, wait } });
    expect(asked[0]?.waitMs).toBe(waitMs);
  });

  it('hands on the idempotency key', async () => {
    const { url, asked } = await serveStarts();
    await ask(url, { body: { input: {} }, headers: { 'idempotency-key': 'order 17, first try' } });
    expect(asked[0]?.idempotencyKey).toBe('order 17, first try');
  });

  it.each([
    ['not printable', 'k\tk'],
    ['too long', 'k'.repeat(256)],
    ['empty', ''],
  ])('refuses an idempotency key that is %s', async (_what, key) => {
    const { url } = await serveStarts();
    expectProblem(await ask(url, { body: { input: {} }, headers: { 'idempotency-key': key } }), 400, 'bad-request');
  });

  it.each([
    ['no input', {}, '/input', 'is missing'],
    ['a member that is not known', { input: {}, inptu: {} }, '/inptu', 'is not known here'],
    ['an id that is no text', { input: {}, id: 7 }, '/id', 'must be of type string'],
    ['an empty id', { input: {}, id: '' }, '/id', 'must not be empty'],
    ['a negative wait', { input: {}, wait: -1 }, '/wait', 'must not be negative'],
    ['a wait that is no duration', { input: {}, wait: 'soon' }, '/wait', 'must be a duration like'],
    ['no object', [], '', 'must be of type object'],
  ])('points at what does not fit: %s', async (_what, body, pointer, message) => {
    const { url, asked } = await serveStarts();
    const answer = await ask(url, { body });
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toEqual([{ pointer, message: expect.stringContaining(message) }]);
    expect(asked).toEqual([]);
  });

  it('points into the body where the input does not fit the definition', async () => {
    const misfits = [
      { pointer: '/email', message: 'is missing' },
      { pointer: '', message: 'is odd' },
    ];
    const error = new OperationError('invalid-input', 'The input does not fit.', { misfits });
    const { url } = await serve({ start: () => Promise.reject(error) });
    const answer = await ask(`${url}${PATH}`, { body: { input: {} } });
    expectProblem(answer, 422, 'invalid-input');
    const expected = [
      { pointer: '/input/email', message: 'is missing' },
      { pointer: '/input', message: 'is odd' },
    ];
    expect(answer.body).toMatchObject({ errors: expected, diagnostics: expected });
  });

  it.each([
    ['unknown-definition', 404, null],
    ['input-too-large', 413, null],
    ['bad-id', 422, null],
    ['forbidden', 403, null],
    ['execution-conflict', 409, null],
    ['idempotency-key-reused', 409, null],
    ['already-completed', 409, null],
    ['needs-after', 409, null],
    ['recovery-pending', 409, null],
    ['definition-not-ready', 503, '2'],
    ['no-worker', 503, '2'],
    ['temporal-unavailable', 503, '2'],
    ['identity-unavailable', 503, '2'],
  ] as const)('answers %s with %i', async (code, status, retryAfter) => {
    const { url } = await serve({ start: () => Promise.reject(new OperationError(code, 'No.')) });
    const answer = await ask(`${url}${PATH}`, { body: { input: {} } });
    expectProblem(answer, status, code);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });

  it('ends the waiting, not the start, when the client goes', async () => {
    let ended: (() => void) | undefined;
    const isEnded = new Promise<void>((resolve) => (ended = resolve));
    const client = new AbortController();
    const { url } = await serve({
      start: (_caller, { signal }) =>
        new Promise(() => {
          signal?.addEventListener('abort', () => ended?.());
          client.abort();
        }),
    });
    const asking = ask(`${url}${PATH}`, { body: { input: {}, wait: '60s' }, signal: client.signal });
    await expect(asking).rejects.toThrow();
    await isEnded;
  });
});
