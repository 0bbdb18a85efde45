import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../api/operations/errors.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import { expectProblem } from '../http/problem-of.ts';
import { viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';

const PATH = '/v1/executions/onboard%2Fo-17';

/** A server that takes everything, and what it was told, with the caller's name first. */
async function serveTold() {
  const told: unknown[][] = [];
  const take: Operations['decide'] & Operations['approve'] & Operations['signal'] & Operations['cancel'] = (
    caller,
    ...rest: unknown[]
  ) => {
    told.push([caller.principal, ...rest]);
    return Promise.resolve();
  };
  const get: Operations['get'] = () => Promise.resolve(viewOf({ sagaState: 'compensating' }));
  const { url } = await serve({ decide: take, approve: take, signal: take, cancel: take, get });
  return { url: `${url}${PATH}`, told };
}

describe('telling an execution', () => {
  it.each([
    [
      '/decisions',
      { verb: 'retry', parkId: 'p', reason: 'r' },
      ['onboard/o-17', 'retry', { parkId: 'p', reason: 'r' }],
    ],
    [
      '/decisions',
      { verb: 'resolve_unknown', parkId: 'p', happened: true, output: null, evidence: 'seen' },
      ['onboard/o-17', 'resolve_unknown', { parkId: 'p', happened: true, output: null, evidence: 'seen' }],
    ],
    [
      '/approvals/review',
      { approved: true, form: { a: 1 } },
      ['onboard/o-17', 'review', { approved: true, form: { a: 1 } }],
    ],
    ['/signals/paid', { amount: 3 }, ['onboard/o-17', 'paid', { amount: 3 }]],
    ['/signals/paid', '7', ['onboard/o-17', 'paid', 7]],
    ['/cancel', {}, ['onboard/o-17']],
  ])('takes %s and answers with the execution after it', async (path, body, expected) => {
    const { url, told } = await serveTold();
    const answer = await ask(`${url}${path}`, { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...viewOf({ sagaState: 'compensating' }), nextSteps: null });
    expect(told).toEqual([['office', ...expected]]);
  });

  it.each([
    ['/signals/paid', ['office', 'onboard/o-17', 'paid', null]],
    ['/cancel', ['office', 'onboard/o-17']],
  ])('takes %s without a body', async (path, expected) => {
    const { url, told } = await serveTold();
    const { status } = await ask(`${url}${path}`, { method: 'POST' });
    expect(status).toBe(200);
    expect(told).toEqual([expected]);
  });

  it.each([
    ['/decisions', { verb: 'explode', parkId: 'p', reason: 'r' }, '/verb'],
    ['/decisions', { verb: 'retry', parkId: 'p' }, '/reason'],
    ['/decisions', { verb: 'retry', parkId: 'p', reason: 'r', by: 'somebody else' }, '/by'],
    ['/approvals/review', { approved: 'yes' }, '/approved'],
    ['/approvals/review', { approved: true, form: [] }, '/form'],
    ['/approvals/review', { approved: true, by: 'somebody else' }, '/by'],
    ['/cancel', { reason: 'r' }, '/reason'],
  ])('refuses what does not fit %s: %j', async (path, body, pointer) => {
    const { url, told } = await serveTold();
    const answer = await ask(`${url}${path}`, { body });
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toMatchObject([{ pointer }]);
    expect(told).toEqual([]);
  });

  it.each([
    ['own-approval', 403],
    ['refused', 409],
    ['execution-closed', 409],
    ['unknown-execution', 404],
  ] as const)('answers %s with %i', async (code, status) => {
    const { url } = await serve({ approve: () => Promise.reject(new OperationError(code, 'No.')) });
    const answer = await ask(`${url}${PATH}/approvals/review`, { body: { approved: true } });
    expectProblem(answer, status, code);
  });

  it('does not refuse what was taken when the execution cannot be read after it', async () => {
    const { url } = await serve({
      signal: () => Promise.resolve(),
      get: () => Promise.reject(new OperationError('temporal-unavailable', 'Temporal does not answer.')),
    });
    expect((await ask(`${url}${PATH}/signals/paid`, { body: {} })).status).toBe(204);
  });
});
