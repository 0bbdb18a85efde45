import { describe, expect, it } from 'vitest';
import { expectProblem } from './problem-of.ts';
import { startedOf } from './scripted-operations.ts';
import { ask, serve } from './serve.ts';

const PATH = '/v1/definitions/onboard/executions';

/** Sends these bytes as the body of a start. */
async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const { url } = await serve({ start: () => Promise.resolve(startedOf()) });
  const response = await fetch(`${url}${PATH}`, {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer office', ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const nested = (depth: number) => `{"input": ${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

describe('bodies', () => {
  it.each([
    ['no JSON', '{"input": ', 'malformed-json'],
    ['two documents', '{} {}', 'malformed-json'],
    ['NaN', '{"input": NaN}', 'malformed-json'],
    ['a key that reaches for a prototype', '{"input": {"__proto__": {"a": 1}}}', 'malformed-json'],
    ['a hundred levels and one', nested(100), 'body-too-deep'],
    ['a million levels', '['.repeat(1_000_000), 'body-too-deep'],
  ])('refuses %s', async (_what, text, code) => {
    expectProblem(await send(text), 400, code);
  });

  it('tells a key that it does not take from what is no JSON', async () => {
    const { body } = await send('{"input": {"__proto__": {"a": 1}}}');
    expect(body.detail).toBe('The body has a key "__proto__" or "constructor", which is not taken.');
    expect((await send('{"input": ')).body.detail).toBe('The body is not valid JSON.');
  });

  it('refuses what is not UTF-8', async () => {
    expectProblem(await send(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400, 'malformed-json');
  });

  it('refuses an empty body where one is needed', async () => {
    const answer = await send('');
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toEqual([{ pointer: '', message: 'must be of type object' }]);
  });

  it('takes a hundred levels, and brackets in texts', async () => {
    const { status } = await send(nested(99));
    expect(status).toBe(201);
    const brackets = await send(JSON.stringify({ input: { a: `"${'['.repeat(500)}\\"` } }));
    expect(brackets.status).toBe(201);
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['what is not named', { 'content-type': '' }],
    ['what only looks like JSON', { 'content-type': 'application/jsonp' }],
  ])('refuses %s', async (_what, headers) => {
    expectProblem(await send('{"input": {}}', headers), 415, 'unsupported-media-type');
  });

  it('takes JSON with a charset', async () => {
    const { status } = await send('{"input": {}}', { 'content-type': 'application/json; charset=utf-8' });
    expect(status).toBe(201);
  });

  it('refuses what is too large', async () => {
    expectProblem(await send(JSON.stringify({ input: { a: 'x'.repeat(1_600_000) } })), 413, 'body-too-large');
  });
});

describe('requests', () => {
  it('refuses other methods, and says which there are', async () => {
    const { url } = await serve({});
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await ask(`${url}/v1/executions`, { method });
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    }
    const started = await ask(`${url}${PATH}`, { method: 'GET' });
    expect(started.headers.get('allow')).toBe('POST');
  });

  it('refuses another method whatever the body is', async () => {
    const { url } = await serve({});
    expectProblem(await ask(`${url}/v1/executions`, { method: 'PUT', body: 'no JSON' }), 405, 'method-not-allowed');
  });

  it('knows no other paths', async () => {
    const { url } = await serve({});
    expectProblem(await ask(`${url}/v1/nothing`), 404, 'not-found');
    expectProblem(await ask(`${url}/mcp`, { body: {} }), 404, 'not-found');
  });

  it('tells nothing of a bug', async () => {
    const { url, lines } = await serve({ list: () => Promise.reject(new TypeError('secret of a bug')) });
    const answer = await ask(`${url}/v1/executions`);
    expectProblem(answer, 500, 'internal');
    expect(answer.text).not.toContain('secret');
    expect(lines.find(({ msg }) => msg === 'request_failed')).toMatchObject({
      requestId: answer.body.requestId,
      err: { message: 'secret of a bug' },
    });
  });
});
