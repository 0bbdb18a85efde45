import { describe, expect, it } from 'vitest';
import type { Executions } from '../../../api/operations/ports.ts';
import { answerApproval, decide, signalExecution } from '../../../api/operations/tell.ts';

function recorder() {
  const sent: unknown[][] = [];
  const keep = (...args: unknown[]): Promise<void> => {
    sent.push(args);
    return Promise.resolve();
  };
  return { sent, executions: { update: keep, signal: keep } as unknown as Executions };
}

describe('telling an execution', () => {
  it('sends a decision without what was not said', async () => {
    const { sent, executions } = recorder();
    await decide(executions, 'a/1', 'skip', { parkId: 'p', output: null, reason: undefined });
    expect(sent).toEqual([['a/1', 'skip', { parkId: 'p', output: null }]]);
  });

  it('refuses a verb that is none', async () => {
    const { executions } = recorder();
    await expect(decide(executions, 'a/1', 'retrry', {})).rejects.toThrow(
      '"retrry" is no decision. Decisions are retry, retry_with, resolve_unknown,',
    );
  });

  it('answers an approval', async () => {
    const { sent, executions } = recorder();
    await answerApproval(executions, 'a/1', 'approve', { step: 'review', form: { limit: 5 } });
    expect(sent).toEqual([['a/1', 'approve', { step: 'review', form: { limit: 5 } }]]);
  });

  it("refuses an operator's verb as a signal and says what to type", async () => {
    const { sent, executions } = recorder();
    await expect(signalExecution(executions, 'a/1', 'approve', null)).rejects.toThrow('sagaflow approve a/1 <step>');
    await signalExecution(executions, 'a/1', 'goods_arrived', { n: 1 });
    expect(sent).toEqual([['a/1', 'goods_arrived', { n: 1 }]]);
  });
});
