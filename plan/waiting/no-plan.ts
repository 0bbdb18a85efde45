import { PLAN_VERSION, type Plan } from '../plan.ts';

/**
 * Stands for the plan of an execution that has none yet: its view has no step, and says what it waits for. Nothing ever runs it.
 */
export function noPlan(definition: string): Plan {
  return {
    planVersion: PLAN_VERSION,
    name: definition,
    version: 0,
    description: null,
    kind: 'workflow',
    input: { type: 'object' },
    outputSchema: null,
    steps: [],
    output: { kind: 'literal', value: null },
    compensates: false,
    deadlineMs: null,
    executionId: null,
    allowRepeat: false,
    maxParallelCompensations: 1,
    parkAfterMs: 0,
    onReset: 'rerun',
    requiresLevel: 0,
    toolSchemas: {},
  };
}
