import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createCallTool } from '../../activities/call-tool.ts';
import { createOutputCache } from '../../activities/output-cache.ts';
import type { Federation } from '../../federation/federation.ts';
import type { CallRequest, CallReturn } from '../../plan/call.ts';
import type { JsonObject } from '../../plan/json.ts';

/** Answers every call with this; it has no tools to list. */
function answering(structuredContent: JsonObject): Federation {
  const observation = { kind: 'result' as const, isError: false, content: [], structuredContent };
  return {
    callTool: () => Promise.resolve(observation),
    catalog: () =>
      Promise.resolve({
        ok: true as const,
        catalog: { tools: [{ name: 'undo', outputSchema: {} }], resources: [], resourceTemplates: [] },
      }),
  } as unknown as Federation;
}

const request = {
  method: 'tools/call',
  server: 's',
  tool: 'undo',
  arguments: {},
  direction: 'compensation',
  path: 'a',
  epoch: 0,
  key: 'k',
  compensates: 'f',
  repeatable: true,
  isKeyed: true,
  projection: null,
  freeze: null,
  cacheMs: null,
  intent: null,
  retentionMs: null,
  refusalAttempts: 5,
  schemaHash: null,
  atomicErrors: false,
  timeout: { attemptMs: 1_000, totalMs: 10_000, heartbeatMs: 1_000 },
  retry: {
    maximumAttempts: null,
    isExplicit: false,
    initialIntervalMs: 1,
    backoffCoefficient: 1,
    maximumIntervalMs: 1,
    retryOn: [],
    nonRetryableErrorTypes: [],
  },
} as unknown as CallRequest;

const now = (): number => 1_000;

/** One attempt, after what the one before has left in its heartbeat; gives what it leaves itself. */
async function attempt(
  answer: JsonObject,
  attemptNumber: number,
  heartbeatDetails: unknown,
  sent = request,
): Promise<{ end: CallReturn | ApplicationFailure; left: unknown }> {
  const environment = new MockActivityEnvironment({ attempt: attemptNumber, heartbeatDetails });
  let left: unknown = heartbeatDetails;
  environment.on('heartbeat', (details: unknown) => (left = details));
  const call = createCallTool({ federation: answering(answer), cache: createOutputCache(now), now });
  const end = await environment.run(call, sent).catch((error: unknown) => error as ApplicationFailure);
  return { end: end as CallReturn | ApplicationFailure, left };
}

describe('a compensation whose first answer did not reach history because its worker died', () => {
  it('is done when the tool answers the same again', async () => {
    const { left } = await attempt({ status: 'undone' }, 1, undefined);
    const { end } = await attempt({ status: 'undone' }, 2, left);
    expect(end).toMatchObject({ output: { status: 'undone' } });
  });

  it('fails for good, and so parks, when the same key is answered with something else (O12)', async () => {
    const { left } = await attempt({ status: 'undone' }, 1, undefined);
    const { end } = await attempt({ status: 'undone', refund: 'another' }, 2, left);
    expect(end).toBeInstanceOf(ApplicationFailure);
    expect(end).toMatchObject({
      type: 'ContractViolated',
      nonRetryable: true,
      details: [{ outcome: 'unknown' }],
    });
  });

  it('may be answered with something else by a tool that knows no keys and is only naturally repeatable', async () => {
    const natural = { ...request, isKeyed: false };
    const { left } = await attempt({ status: 'undone' }, 1, undefined, natural);
    const { end } = await attempt({ status: 'nothing_to_undo' }, 2, left, natural);
    expect(end).toMatchObject({ output: { status: 'nothing_to_undo' } });
  });
});
