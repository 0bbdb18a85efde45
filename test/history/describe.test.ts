import type { Client } from '@temporalio/client';
import { toPayloads, defaultPayloadConverter, type Payload } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { describe, expect, it } from 'vitest';
import { describeRun } from '../../history/reading/describe.ts';

const reported = { progress: 3, total: 10, message: 'half', at: '2026-01-01T00:00:00.000Z' };

/** A Temporal that knows one run, with one call under way whose last heartbeat had these details. */
function clientWith(details: Payload[]): Client {
  const call = { activityId: 'copy', attempt: 2, heartbeatDetails: { payloads: details } };
  const execution = { workflowId: 'one/x', runId: 'run-1' };
  const answer = {
    workflowExecutionInfo: { execution, type: { name: 'one' }, firstRunId: 'run-1', taskQueue: 'q' },
    pendingActivities: [call],
    pendingChildren: [],
  };
  return {
    options: { namespace: 'default', loadedDataConverter: loadDataConverter() },
    workflowService: { describeWorkflowExecution: () => Promise.resolve(answer) },
  } as unknown as Client;
}

const encoded = (value: unknown): Payload[] => toPayloads(defaultPayloadConverter, value) ?? [];

describe('a call under way', () => {
  it.each([
    ['what its tool has reported', encoded({ isSettled: false, reported }), reported],
    ['nothing where its tool has not', encoded({ isSettled: false, reported: null }), null],
    ['nothing before its first heartbeat', [], null],
    ['nothing, but hides no run, when the details cannot be decoded', [unreadable()], null],
  ])('has %s', async (_what, details, progress) => {
    const run = await describeRun(clientWith(details), 'one/x');
    expect(run?.pending).toEqual([{ activityId: 'copy', attempt: 2, progress, pause: null }]);
  });
});

function unreadable(): Payload {
  return { metadata: { encoding: Buffer.from('binary/of-somebody-else') }, data: Buffer.from('x') };
}
