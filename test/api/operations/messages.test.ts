import { describe, expect, it } from 'vitest';
import { commandLineCaller, localCaller } from '../../../api/operations/caller.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import type { ExecutionView, WaitView } from '../../../plan/view.ts';
import { viewOf } from '../http/scripted-operations.ts';
import { servedOperations } from './served-operations.ts';

function recorder(startedBy: string | null = null, waitingFor: WaitView[] = []) {
  const sent: unknown[][] = [];
  const keep = (...args: unknown[]): Promise<void> => {
    sent.push(args);
    return Promise.resolve();
  };
  const owner = { runId: 'r', definition: 'a', status: 'running', tenant: 'default', startedBy, claim: null } as const;
  const view = (): Promise<ExecutionView> => Promise.resolve(viewOf({ waitingFor }));
  const executions = { owner: () => Promise.resolve(owner), view, update: keep, signal: keep };
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
