import { condition, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CallRequest, CallReturn } from '../plan/call.ts';
import type { Json } from '../plan/json.ts';

// What a team would write in TypeScript instead of a definition: the same activity, called in a loop.

interface NoopActivities {
  'noop.echo'(request: CallRequest): Promise<CallReturn>;
}

const { 'noop.echo': echo } = proxyActivities<NoopActivities>({
  startToCloseTimeout: '35s',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** So many calls, one after the other; gives the last output. */
export async function handWritten(value: string, steps: number): Promise<Json> {
  let output: Json = null;
  for (let index = 0; index < steps; index += 1) {
    const returned = await echo(requestOf(`step_${index}`, value));
    output = returned.output;
  }
  return output;
}

const goSignal = defineSignal('go');

/** The same, then open until it is told to go. */
export async function handWrittenAndWait(value: string, steps: number): Promise<Json> {
  let isTold = false;
  setHandler(goSignal, () => {
    isTold = true;
  });
  const output = await handWritten(value, steps);
  await condition(() => isTold);
  return output;
}

function requestOf(path: string, value: string): CallRequest {
  return {
    method: 'tools/call',
    server: 'noop',
    tool: 'echo',
    arguments: { value },
    direction: 'forward',
    path,
    epoch: 0,
    key: `${workflowInfo().workflowId}/${path}`,
    compensates: null,
    repeatable: true,
    atomicErrors: true,
    schemaHash: null,
    retry: RETRY,
    refusalAttempts: 0,
    timeout: { attemptMs: 30_000, totalMs: 600_000, heartbeatMs: 10_000 },
    projection: null,
    freeze: null,
    cacheMs: null,
    intent: null,
    numbers: 'exact',
  };
}

const RETRY: CallRequest['retry'] = {
  maximumAttempts: 3,
  isExplicit: false,
  initialIntervalMs: 1_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 60_000,
  retryOn: [],
  nonRetryableErrorTypes: [],
};
