import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Facade } from '../../../api/mcp/facade.ts';
import type { Caller } from '../../../api/operations/caller.ts';
import { expectProblem } from './problem-of.ts';
import { startedOf, viewOf } from './scripted-operations.ts';
import { ask, serve } from './serve.ts';

describe('request ids', () => {
  async function idsOf(given: string | null) {
    const callers: Caller[] = [];
    const { url, lines } = await serve({
      get: (caller) => {
        callers.push(caller);
        return Promise.resolve(viewOf());
      },
    });
    const headers: Record<string, string> = given === null ? {} : { 'x-request-id': given };
    const { headers: answered } = await ask(`${url}/v1/executions/a`, { headers });
    await expect.poll(() => lines.find(({ msg }) => msg === 'request')).toBeDefined();
    const line = lines.find(({ msg }) => msg === 'request');
    return { answered: answered.get('x-request-id'), asked: callers[0]?.requestId, logged: line?.['requestId'] };
  }

  it('takes an id into the answer, the log and the operation', async () => {
    const id = 'office:4711_a.b-c';
    expect(await idsOf(id)).toEqual({ answered: id, asked: id, logged: id });
  });

  it.each([null, 'with blank', 'x'.repeat(129), '"quoted"'])('makes one instead of %s', async (given) => {
    expect(await idsOf(given)).toEqual({ answered: 'made-1', asked: 'made-1', logged: 'made-1' });
  });

  it('logs who asked for what, and no query or credential', async () => {
    const { url, lines } = await serve({});
    await ask(`${url}/v1/executions?limit=secret`, { headers: { authorization: 'Bearer confidential' } });
    await expect.poll(() => lines.find(({ msg }) => msg === 'request')).toBeDefined();
    expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
      method: 'GET',
      path: '/v1/executions',
      status: 400,
      principal: 'confidential',
    });
    expect(JSON.stringify(lines)).not.toMatch(/secret|Bearer/);
  });
});

describe('health', () => {
  it('says what hinders it', async () => {
    const health = {
      isReady: false,
      temporal: { isReachable: false, message: 'Temporal does not answer at localhost:7233.' },
      brokenDefinitions: [{ file: 'definitions/a.yaml', message: 'no' }],
    };
    const { url } = await serve({ health: () => Promise.resolve(health) });
    const ready = await ask(`${url}/readyz`);
    expect({ status: ready.status, body: ready.body }).toEqual({ status: 503, body: health });
    expect(ready.headers.get('retry-after')).toBe('2');
    expect((await ask(`${url}/healthz`)).status).toBe(200);
  });
});

describe('metrics', () => {
  it('measures requests by route, and counts starts', async () => {
    const { url } = await serve({ start: () => Promise.resolve(startedOf()), get: () => Promise.resolve(viewOf()) });
    await ask(`${url}/v1/definitions/onboard/executions`, { body: { input: {} } });
    await ask(`${url}/v1/executions/onboard%2Fo-17`);
    const { text } = await ask(`${url}/metrics`);
    expect(text).toContain('sagaflow_http_starts_total{definition="onboard",result="new"} 1');
    expect(text).toContain(
      'sagaflow_http_request_duration_seconds_count{method="GET",route="/v1/executions/:id",status="200"} 1',
    );
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('shows them to administrators, and elsewhere to this machine only', async () => {
    const { url } = await serve({});
    const passedOn = { 'x-forwarded-for': '192.0.2.1' };
    expectProblem(await ask(`${url}/metrics`, { headers: passedOn }), 403, 'forbidden');
    const nobody = { ...passedOn, authorization: 'Bearer nobody' };
    expectProblem(await ask(`${url}/metrics`, { headers: nobody }), 401, 'unauthenticated');
    const root = { ...passedOn, authorization: 'Bearer root' };
    expect((await ask(`${url}/metrics`, { headers: root })).status).toBe(200);
  });

  it('shows them to all where that was said', async () => {
    const { url } = await serve({}, { settings: { hasOpenMetrics: true } });
    expect((await ask(`${url}/metrics`, { headers: { forwarded: 'for=192.0.2.1' } })).status).toBe(200);
  });
});

describe('the facade', () => {
  it('gets authenticated requests with their body, and answers by itself', async () => {
    const handled: unknown[] = [];
    const facade: Facade = {
      handle: (request, response, { principal, requestId }, body) => {
        handled.push([request.method, principal, requestId, body]);
        response.writeHead(202, { 'content-type': 'application/json' }).end('{"its":"own"}');
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    const { url } = await serve({}, { facade });
    const answer = await ask(`${url}/mcp`, { body: { jsonrpc: '2.0' } });
    expect(answer).toMatchObject({ status: 202, body: { its: 'own' } });
    expect(answer.headers.get('x-request-id')).toBe('made-1');
    await ask(`${url}/mcp`, { method: 'DELETE' });
    expect(handled).toEqual([
      ['POST', 'office', 'made-1', { jsonrpc: '2.0' }],
      ['DELETE', 'office', 'made-2', undefined],
    ]);
    const refused = await ask(`${url}/mcp`, { body: {}, headers: { authorization: 'Bearer nobody' } });
    expectProblem(refused, 401, 'unauthenticated');
    expect(refused.headers.get('www-authenticate')).toContain(`${url}/.well-known/oauth-protected-resource/mcp`);
  });

  it('is described for those who need a token', async () => {
    const { url } = await serve({});
    const { body } = await ask(`${url}/.well-known/oauth-protected-resource/mcp`);
    expect(body).toEqual({ resource: `${url}/mcp` });
  });
});

describe('the connection', () => {
  it('answers what is no HTTP with a problem', async () => {
    const { url } = await serve({});
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      let read = '';
      socket.on('data', (chunk) => (read += String(chunk)));
      socket.on('end', () => resolve(read));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 .*"code":"malformed-request"/s);
  });

  it('protects browsers', async () => {
    const { url } = await serve({});
    const { headers } = await ask(`${url}/healthz`);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('server')).toBeNull();
  });
});
