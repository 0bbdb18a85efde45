import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import type { ListQuery } from '../../../api/operations/ports.ts';
import { expectProblem } from '../http/problem-of.ts';
import { RUN, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';

describe('GET /v1/executions/{id}', () => {
  it.each(['onboard/o-17', 'onboard/Ärger & Söhne?#%', 'onboard/a/b', `onboard/${'ä'.repeat(200)}`])(
    'finds the execution %s',
    async (id) => {
      const { url } = await serve({ get: (_caller, asked) => Promise.resolve(viewOf({ id: asked })) });
      const { status, body } = await ask(`${url}/v1/executions/${encodeURIComponent(id)}`);
      expect(status).toBe(200);
      expect(body.id).toBe(id);
    },
  );

  it('gives one run of it', async () => {
    const { url } = await serve({ get: (_caller, id, runId) => Promise.resolve(viewOf({ id, runId })) });
    const { body } = await ask(`${url}/v1/executions/onboard%2Fo-17?runId=${RUN}`);
    expect(body.runId).toBe(RUN);
  });

  it('does not know the execution of another tenant', async () => {
    const { url } = await serve({
      get: () => Promise.reject(new OperationError('unknown-execution', 'There is no execution "onboard/o-17".')),
    });
    expectProblem(await ask(`${url}/v1/executions/onboard%2Fo-17`), 404, 'unknown-execution');
  });

  it.each([
    ['a NUL in the id', 'onboard%2Fo%00', 'bad-request'],
    ['a line break in the id', 'onboard%2Fo%0a17', 'bad-request'],
    ['no UTF-8', 'onboard%2F%ff', 'malformed-request'],
    ['a broken escape', 'onboard%2', 'malformed-request'],
    ['an endless id', 'x'.repeat(3_000), 'malformed-request'],
    ['a query that is not known', 'onboard%2Fo-17?run_id=1', 'bad-request'],
    ['a run that is none', 'onboard%2Fo-17?runId=1', 'bad-request'],
  ])('refuses %s', async (_what, path, code) => {
    const { url } = await serve({});
    expectProblem(await ask(`${url}/v1/executions/${path}`), 400, code);
  });

  it('says how an id is written', async () => {
    const { url } = await serve({});
    const answer = await ask(`${url}/v1/executions/onboard/o-17`);
    expectProblem(answer, 404, 'not-found');
    expect(answer.body.detail).toContain('percent-encoded');
  });
});

describe('GET /v1/executions', () => {
  async function list(query: string) {
    const asked: ListQuery[] = [];
    const { url } = await serve({
      list: (_caller, given) => {
        asked.push(given);
        return Promise.resolve({ executions: [], cursor: 'next' });
      },
    });
    return { asked, answer: await ask(`${url}/v1/executions${query}`) };
  }

  it('gives a page', async () => {
    const { asked, answer } = await list('?definition=onboard&status=running&sagaState=parked&cursor=abc&limit=200');
    expect(answer.body).toEqual({ executions: [], cursor: 'next' });
    expect(asked).toEqual([
      { definition: 'onboard', status: 'running', sagaState: 'parked', cursor: 'abc', limit: 200 },
    ]);
  });

  it('gives 50 when nobody says how many', async () => {
    const { asked } = await list('');
    expect(asked).toEqual([{ limit: 50 }]);
  });

  it.each(['limit=0', 'limit=201', 'limit=1e1', 'limit=', 'limit=1&limit=2', 'status=odd', 'state=parked', 'cursor='])(
    'refuses %s',
    async (query) => {
      const { answer } = await list(`?${query}`);
      expectProblem(answer, 400, 'bad-request');
      expect(answer.body.errors).toHaveLength(1);
    },
  );

  it('knows no page that nobody gave', async () => {
    const { url } = await serve({
      list: () => Promise.reject(new OperationError('bad-request', 'That is no cursor.')),
    });
    expectProblem(await ask(`${url}/v1/executions?cursor=abc`), 404, 'unknown-page');
  });
});
