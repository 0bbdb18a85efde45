import { describe, expect, it } from 'vitest';
import { commandLineCaller, localCaller } from '../../../api/operations/caller.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import type { ExecutionView, WaitView } from '../../../plan/view.ts';
import { planOf, waitFor, each } from '../../workflows/interpreter/support/plans.ts';
import { viewOf } from '../http/scripted-operations.ts';
import { servedOperations } from './served-operations.ts';

function recorder(startedBy: string | null = null, waitingFor: WaitView[] = [], known: unknown = 'its plan') {
  const sent: unknown[][] = [];
  const keep = (...args: unknown[]): Promise<void> => {
    sent.push(args);
    return Promise.resolve();
  };
  const owner = { runId: 'r', definition: 'a', status: 'running', tenant: 'default', startedBy, claim: null } as const;
  const plan = planOf([
    waitFor('goods', 'goods_arrived', {
      schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    }),
    waitFor('count', 'goods_arrived', { schema: { type: 'integer' } }),
    {
      ...waitFor('around', 'unused', { forEach: each([1]) }),
      kind: 'group',
      steps: [waitFor('paid', 'paid')],
      output: { kind: 'literal', value: null },
    },
  ]);
  const view = (): Promise<ExecutionView> => Promise.resolve(viewOf({ waitingFor }));
  const executions = {
    owner: () => Promise.resolve(owner),
    view,
    plan: () => Promise.resolve(known === null ? null : plan),
    update: keep,
    signal: keep,
  };
  return { sent, operations: servedOperations({ executions }) };
}

const nobody = localCaller(null);

describe('what is said to an execution', () => {
  it('is a decision without what was not said', async () => {
    const { sent, operations } = recorder();
    await operations.decide(nobody, 'a/1', 'skip', { parkId: 'p', output: null, reason: undefined });
    expect(sent).toEqual([['a/1', 'skip', { parkId: 'p', output: null }]]);
  });

  it('is no decision with a verb that is none', async () => {
    const { sent, operations } = recorder();
    await expect(operations.decide(nobody, 'a/1', 'retrry', {})).rejects.toThrow(
      '"retrry" is no decision. Decisions are retry, retry_with, resolve_unknown,',
    );
    expect(sent).toEqual([]);
  });

  it('is the answer to an approval', async () => {
    const { sent, operations } = recorder();
    await operations.approve(nobody, 'a/1', 'review', { approved: true, form: { limit: 5 } });
    expect(sent).toEqual([['a/1', 'approve', { step: 'review', form: { limit: 5 } }]]);
  });

  it("is no signal with an operator's verb, but a sentence that says what to type", async () => {
    const { sent, operations } = recorder();
    await expect(operations.signal(nobody, 'a/1', 'approve', null)).rejects.toThrow('sagaflow approve a/1 <step>');
    await operations.signal(nobody, 'a/1', 'goods_arrived', { n: 1 });
    expect(sent).toEqual([['a/1', 'goods_arrived', { n: 1 }]]);
  });
});

describe('a decision without a park', () => {
  const park = (parkId: string, more: Partial<WaitView> = {}): WaitView => ({
    ...{ step: 's', kind: 'decision', parkId, allowed: ['skip'], verbs: [], unclear: null, form: null, message: 'm' },
    ...more,
  });

  it('is about the only one that is open, also inside a child', async () => {
    const { sent, operations } = recorder(null, [park('p', { executionId: 'a/1~c@0' })]);
    await operations.decide(nobody, 'a/1', 'skip', {});
    expect(sent).toEqual([['a/1~c@0', 'skip', { parkId: 'p' }]]);
  });

  it('is refused where several are, with their names', async () => {
    const { sent, operations } = recorder(null, [park('p'), park('q', { step: 't' })]);
    await expect(operations.decide(nobody, 'a/1', 'skip', {})).rejects.toThrow('"s" (parkId p); "t" (parkId q)');
    await operations.decide(nobody, 'a/1', 'skip', { step: 't' });
    expect(sent).toEqual([['a/1', 'skip', { step: 't', parkId: 'q' }]]);
  });

  it('goes to no execution that is not a child of the named one', async () => {
    const { sent, operations } = recorder();
    const answer = { approved: true, executionId: 'a/10~c@0' };
    await expect(operations.approve(nobody, 'a/1', 'review', answer)).rejects.toThrow('There is no execution');
    await operations.approve(nobody, 'a/1', 'review', { approved: true, executionId: 'a/1~c@0~d[2]@1' });
    expect(sent).toEqual([['a/1~c@0~d[2]@1', 'approve', { step: 'review' }]]);
  });
});

describe('a signal', () => {
  it('is taken only under a name that a step of the execution waits for, also one in a group or a loop', async () => {
    const { sent, operations } = recorder();
    await operations.signal(nobody, 'a/1', 'paid', { by: 'card' });
    expect(sent).toEqual([['a/1', 'paid', { by: 'card' }]]);
    await expect(operations.signal(nobody, 'a/1', 'pald', null)).rejects.toMatchObject({
      code: 'unknown-signal',
      message: 'No step of "a/1" waits for a signal "pald". Did you mean "paid"?',
    });
    await expect(operations.signal(nobody, 'a/1', '__temporal_x', null)).rejects.toMatchObject({
      code: 'unknown-signal',
      message: 'No step of "a/1" waits for a signal "__temporal_x". It waits for "goods_arrived", "paid".',
    });
    expect(sent).toHaveLength(1);
  });

  it('is taken when its payload fits one of those who wait for it, else refused with what does not fit', async () => {
    const { sent, operations } = recorder();
    await operations.signal(nobody, 'a/1', 'goods_arrived', 7);
    await operations.signal(nobody, 'a/1', 'goods_arrived', { n: 7 });
    await expect(operations.signal(nobody, 'a/1', 'goods_arrived', { n: 'seven' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('"goods" and "count"') as string,
    });
    expect(sent).toHaveLength(2);
  });

  it('waits for the plan of an execution that has just been started', async () => {
    const { operations } = recorder(null, [], null);
    await expect(operations.signal(nobody, 'a/1', 'paid', null)).rejects.toMatchObject({
      code: 'definition-not-ready',
    });
  });
});

describe('the command line', () => {
  it('answers approvals of executions that the same user has started: its name proves nothing', async () => {
    const { sent, operations } = recorder('ada');
    await operations.approve(commandLineCaller('ada'), 'a/1', 'review', { approved: true });
    expect(sent).toEqual([['a/1', 'approve', { step: 'review', by: 'ada' }]]);
  });

  it('keeps the name that the user gives with a decision', async () => {
    const { sent, operations } = recorder();
    await operations.decide(commandLineCaller('ada'), 'a/1', 'retry', {});
    expect(sent).toEqual([['a/1', 'retry', { by: 'ada' }]]);
  });
});

describe('a number that JSON’s reader cannot hold', () => {
  const endless = Number('1e999');

  it.each([
    ['', (to: Operations) => to.signal(nobody, 'a/1', 'paid', endless)],
    ['/n/0', (to: Operations) => to.signal(nobody, 'a/1', 'paid', { n: [-endless] })],
    [
      '/form/limit',
      (to: Operations) => to.approve(nobody, 'a/1', 'review', { approved: true, form: { limit: endless } }),
    ],
    ['/arguments/a~1b', (to: Operations) => to.decide(nobody, 'a/1', 'retry_with', { arguments: { 'a/b': endless } })],
    ['/output', (to: Operations) => to.decide(nobody, 'a/1', 'skip', { output: endless })],
  ])('is refused with its place: %s', async (pointer, tell) => {
    const { sent, operations } = recorder();
    await expect(tell(operations)).rejects.toMatchObject({ code: 'invalid-input', misfits: [{ pointer }] });
    expect(sent).toEqual([]);
  });
});
