import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { expectProblem } from './problem-of.ts';
import { viewOf } from './scripted-operations.ts';
import { ask, serve } from './serve.ts';

const empty = { list: () => Promise.resolve({ executions: [], cursor: null }) };

/** fetch would not let us lie about the host. */
function askAs(url: string, headers: Record<string, string>): Promise<{ status: number; code: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers: { authorization: 'Bearer office', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code?: string };
        resolve({ status: response.statusCode ?? 0, code });
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}

describe('who may ask', () => {
  it.each(['/v1/definitions', '/v1/executions', '/v1/executions/a', '/v1/executions/a/events', '/v1/servers'])(
    'refuses GET %s without a credential, and says which would help',
    async (path) => {
      const { url } = await serve({});
      const answer = await ask(`${url}${path}`, { headers: { authorization: 'Bearer nobody' } });
      expectProblem(answer, 401, 'unauthenticated');
      const metadata = `${url}/.well-known/oauth-protected-resource`;
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer error="unauthenticated", resource_metadata="${metadata}"`,
      );
    },
  );

  it('reads the body of nobody', async () => {
    const { url } = await serve({});
    const answer = await ask(`${url}/v1/definitions/a/executions`, {
      body: 'no JSON',
      headers: { authorization: 'Bearer nobody' },
    });
    expectProblem(answer, 401, 'unauthenticated');
  });

  it('takes a key from its own header', async () => {
    const { url } = await serve(empty);
    const response = await fetch(`${url}/v1/executions`, { headers: { 'x-api-key': 'office' } });
    expect(response.status).toBe(200);
  });

  it('serves documents and health to everybody', async () => {
    const health = { isReady: true, temporal: { isReachable: true, message: null }, brokenDefinitions: [] };
    const { url } = await serve({ health: () => Promise.resolve(health) });
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/.well-known/oauth-protected-resource/mcp']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(200);
    }
  });
});

describe('from where it may be asked', () => {
  it.each(['evil.example', 'evil.example:80', '169.254.169.254', 'localhost.evil.example', 'a b'])(
    'refuses the foreign host "%s" before it asks who it is',
    async (host) => {
      const { url } = await serve(empty);
      const answer = await askAs(`${url}/v1/executions`, { host, authorization: 'Bearer nobody' });
      expect(answer).toEqual({ status: 403, code: 'foreign-host' });
    },
  );

  it.each(['localhost', 'LOCALHOST:1234', '127.0.0.1', '[::1]:80', 'sagaflow.example.com', 'other.example.com'])(
    'takes the host %s',
    async (host) => {
      const settings = { allowedHosts: ['other.example.com'], publicUrl: 'https://sagaflow.example.com' };
      const { local } = await serve(empty, { settings });
      expect(await askAs(`${local}/v1/executions`, { host })).toMatchObject({ status: 200 });
    },
  );

  it('takes its own address where it listens on all, and no name', async () => {
    const { local } = await serve(empty, { settings: { host: '0.0.0.0' } });
    expect(await askAs(`${local}/v1/executions`, { host: '127.0.0.1' })).toMatchObject({ status: 200 });
    expect(await askAs(`${local}/v1/executions`, { host: 'localhost' })).toEqual({ status: 403, code: 'foreign-host' });
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1'])('refuses web pages of %s', async (origin) => {
    const { url } = await serve(empty);
    expectProblem(await ask(`${url}/v1/executions`, { headers: { origin } }), 403, 'foreign-origin');
  });

  it('takes its own web pages', async () => {
    const { url } = await serve(empty);
    expect((await ask(`${url}/v1/executions`, { headers: { origin: url } })).status).toBe(200);
  });

  it('lets web pages of allowed origins ask and read', async () => {
    const origin = 'https://office.example.com';
    const { url } = await serve(empty, { settings: { allowedOrigins: [origin] } });
    const before = await ask(`${url}/v1/executions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(before.status).toBe(204);
    expect(before.headers.get('access-control-allow-origin')).toBe(origin);
    const answer = await ask(`${url}/v1/executions`, { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    const foreign = await ask(`${url}/v1/executions`, { headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('how much may be asked', () => {
  it('counts every caller alone', async () => {
    const { url } = await serve(empty, { settings: { rateLimitPerMinute: 2 } });
    const as = (principal: string) =>
      ask(`${url}/v1/executions`, { headers: { authorization: `Bearer ${principal}` } });
    expect([(await as('a')).status, (await as('a')).status]).toEqual([200, 200]);
    const third = await as('a');
    expectProblem(third, 429, 'too-many-requests');
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await as('b')).status).toBe(200);
  });

  it('counts failed credentials by address', async () => {
    const { url } = await serve(empty, { settings: { rateLimitPerMinute: 2 } });
    const statuses: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      statuses.push((await ask(`${url}/v1/executions`, { headers: { authorization: 'Bearer nobody' } })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    expect((await ask(`${url}/v1/executions`)).status).toBe(200);
  });

  it('sheds load, but never what operators and approvers tell, nor health', async () => {
    const done = () => Promise.resolve();
    const health = { isReady: true, temporal: { isReachable: true, message: null }, brokenDefinitions: [] };
    const { url } = await serve(
      {
        ...empty,
        decide: done,
        approve: done,
        signal: done,
        cancel: done,
        get: () => Promise.resolve(viewOf()),
        health: () => Promise.resolve(health),
      },
      // A limit that every event loop exceeds, as soon as it has been measured.
      { settings: { maxEventLoopDelayMs: 1e-6, rateLimitPerMinute: 1 } },
    );
    await expect.poll(async () => (await fetch(`${url}/openapi.json`)).status, { timeout: 10_000 }).toBe(503);
    const shed = await ask(`${url}/v1/executions`);
    expectProblem(shed, 503, 'overloaded');
    expect(shed.headers.get('retry-after')).toBe('2');
    const told = [
      ['/decisions', { verb: 'retry', parkId: 'p', reason: 'r' }],
      ['/approvals/review', { approved: true }],
      ['/signals/paid', {}],
      ['/cancel', {}],
    ] as const;
    for (const [path, body] of [...told, ...told]) {
      expect((await ask(`${url}/v1/executions/a${path}`, { body })).status, path).toBe(200);
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await fetch(`${url}${path}`)).status).toBe(200);
  });
});
