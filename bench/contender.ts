import { randomUUID } from 'node:crypto';
import { DEFAULT_TENANT } from '../plan/ownership.ts';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { startOnTemporal } from '../api/temporal/start.ts';
import { compileOrThrow, definitionOf, type CompiledPlan, type Ground } from './definition.ts';
import { taskQueueOf, type Side } from './workers.ts';

/** Starts executions of so many steps, of one side. */
export interface Contender {
  side: Side;
  start(steps: number): Promise<WorkflowHandle>;
  /** The same, open until the signal `go`. */
  startWaiting(steps: number): Promise<WorkflowHandle>;
}

const VALUE = 'hello';

export function contenders(client: Client, ground: Ground): Record<Side, Contender> {
  return { definition: definitionContender(client, ground), 'hand-written': handWrittenContender(client) };
}

function definitionContender(client: Client, ground: Ground): Contender {
  const plans = new Map<string, CompiledPlan>();
  const planOf = (steps: number, waits: boolean): CompiledPlan => {
    const name = waits ? `waiting_${steps}` : `steps_${steps}`;
    const known = plans.get(name);
    if (known !== undefined) return known;
    const compiled = compileOrThrow(definitionOf(name, steps, waits), ground);
    plans.set(name, compiled);
    return compiled;
  };
  // As the command line and the API start it, with search attributes and memo.
  const startPlan = async ({ plan, hash: planHash }: CompiledPlan): Promise<WorkflowHandle> => {
    const businessKey = randomUUID();
    const id = `${plan.name}/${businessKey}`;
    const owner = { tenant: DEFAULT_TENANT, startedBy: null, requestId: null };
    const input = { value: VALUE };
    const start = { id, businessKey, plan, planHash, input, owner, claim: null, reuse: 'none' as const };
    const started = await startOnTemporal(client, taskQueueOf('definition'), start);
    if (started === 'exists') throw new Error(`The execution "${id}" exists already.`);
    return client.workflow.getHandle(id, started.runId);
  };
  return {
    side: 'definition',
    start: (steps) => startPlan(planOf(steps, false)),
    startWaiting: (steps) => startPlan(planOf(steps, true)),
  };
}

function handWrittenContender(client: Client): Contender {
  const start = (type: string, steps: number): Promise<WorkflowHandle> => {
    const workflowId = `${type}_${steps}/${randomUUID()}`;
    return client.workflow.start(type, { taskQueue: taskQueueOf('hand-written'), workflowId, args: [VALUE, steps] });
  };
  return {
    side: 'hand-written',
    start: (steps) => start('handWritten', steps),
    startWaiting: (steps) => start('handWrittenAndWait', steps),
  };
}
