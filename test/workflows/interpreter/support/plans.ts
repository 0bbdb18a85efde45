import { parseExpression } from '../../../../plan/expressions/parse.ts';
import type { Expression } from '../../../../plan/expressions/ast.ts';
import { parseTemplate, type Template } from '../../../../plan/expressions/template.ts';
import type { Json } from '../../../../plan/json.ts';
import type {
  ActionStep,
  ApprovalStep,
  Call,
  Compensation,
  ForEach,
  GroupStep,
  Plan,
  Probe,
  ResourceStep,
  RetryPolicy,
  Step,
  StepBase,
  ToolsStep,
  WaitForStep,
  WorkflowStep,
} from '../../../../plan/plan.ts';

const RETRY: RetryPolicy = {
  maximumAttempts: 3,
  isExplicit: false,
  initialIntervalMs: 1_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 60_000,
  retryOn: [],
  nonRetryableErrorTypes: [],
};
const TIMEOUTS = { attemptMs: 30_000, totalMs: 600_000, heartbeatMs: 10_000 };

/** A plan of the given list; a step without `dependsOn` waits for the one before it, as in the language. */
export function planOf(steps: Step[], over: Partial<Plan> = {}): Plan {
  return {
    planVersion: 1,
    name: 'tested',
    version: 1,
    description: null,
    kind: 'saga',
    input: { type: 'object' },
    outputSchema: null,
    steps: inOrder(steps),
    output: template({}),
    compensates: true,
    deadlineMs: null,
    executionId: null,
    allowRepeat: false,
    maxParallelCompensations: 1,
    parkAfterMs: 86_400_000,
    onReset: 'rerun',
    requiresLevel: 1,
    toolSchemas: {},
    ...over,
  };
}

type Over<S extends StepBase> = Partial<Omit<S, 'kind' | 'name' | 'when'>> & { when?: string };

export function action(name: string, call: Partial<Call> = {}, over: Over<ActionStep> = {}): ActionStep {
  return { ...base(name, over), kind: 'action', call: callOf(name, call), ...rest(over) };
}

/** `tools:`; each call is given by its tool name. */
export function tools(name: string, calls: Record<string, Partial<Call>>, over: Over<ToolsStep> = {}): ToolsStep {
  const listed = Object.entries(calls).map(([tool, call]) => callOf(tool, call));
  return { ...base(name, over), kind: 'tools', calls: listed, ...rest(over) };
}

export function group(name: string, steps: Step[], over: Over<GroupStep> = {}): GroupStep {
  return { ...base(name, over), kind: 'group', steps: inOrder(steps), output: template({}), ...rest(over) };
}

export function approval(name: string, over: Over<ApprovalStep> = {}): ApprovalStep {
  const own = { approvers: template(null), prompt: template('Fine?'), form: null, timeoutMs: null };
  return { ...base(name, over), kind: 'approval', ...own, onTimeout: 'fail', onReject: 'fail', ...rest(over) };
}

export function waitFor(name: string, signal: string, over: Over<WaitForStep> = {}): WaitForStep {
  const own = { signal, schema: null, timeoutMs: null, onTimeout: 'fail' as const };
  return { ...base(name, over), kind: 'wait_for', ...own, ...rest(over) };
}

export function sleeping(name: string, durationMs: number, over: Over<StepBase> = {}): Step {
  return { ...base(name, over), ...rest(over), kind: 'sleep', durationMs };
}

export function failing(name: string, type: string, message: Json, over: Over<StepBase> = {}): Step {
  return { ...base(name, over), ...rest(over), kind: 'fail', type, message: template(message) };
}

export function child(name: string, plan: Plan, over: Over<WorkflowStep> = {}): WorkflowStep {
  const own = { definition: plan.name, arguments: template({}), plan, planHash: 'hash', output: null };
  return { ...base(name, over), kind: 'workflow', ...own, ...rest(over) };
}

export function resource(name: string, uri: ResourceStep['uri'], over: Over<ResourceStep> = {}): ResourceStep {
  const own = { server: 'files', uri, output: null, fallback: null, cacheMs: null, timeout: TIMEOUTS, retry: RETRY };
  return { ...base(name, over), kind: 'resource', ...own, ...rest(over) };
}

/** A call of `server.<tool>`: an effect that knows its key and is undone by `undo_<tool>` with arguments that need no output. */
export function callOf(tool: string, over: Partial<Call> = {}): Call {
  return {
    server: 'server',
    tool,
    arguments: template({}),
    effect: true,
    idempotency: { kind: 'meta', argument: null, retentionMs: null },
    atomicErrors: false,
    lateCallsRefused: true,
    schemaHash: null,
    output: null,
    compensation: undoOf(tool),
    noCompensationReason: null,
    probe: null,
    fallback: null,
    cacheMs: null,
    acceptDegraded: false,
    timeout: TIMEOUTS,
    retry: RETRY,
    ...over,
  };
}

export function undoOf(tool: string, over: Partial<Compensation> = {}): Compensation {
  return {
    server: 'server',
    tool: `undo_${tool}`,
    arguments: template({}),
    withoutOutput: null,
    needsOutput: false,
    idempotency: { kind: 'meta', argument: null, retentionMs: null },
    atomicErrors: false,
    schemaHash: null,
    timeout: TIMEOUTS,
    retry: RETRY,
    ...over,
  };
}

export function probeOf(over: Partial<Probe> = {}): Probe {
  const happened = expression('output.found');
  return {
    server: 'server',
    tool: 'find',
    arguments: template({}),
    happened,
    result: null,
    schemaHash: null,
    timeout: TIMEOUTS,
    ...over,
  };
}

/** A call that only reads: nothing to undo, always safe to repeat. */
export const READS: Partial<Call> = { effect: false, compensation: null };
export const UNKEYED: Partial<Call> = { idempotency: { kind: 'none', argument: null, retentionMs: null } };

export function each(items: Json, maxConcurrency = 4): ForEach {
  return { items: template(items), as: 'item', maxConcurrency };
}

export function template(value: Json): Template {
  const parsed = parseTemplate(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.template;
}

export function expression(source: string): Expression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.expression;
}

const UNSET: string[] = [];

function base(name: string, over: { when?: string }): StepBase {
  return {
    name,
    dependsOn: UNSET,
    when: over.when === undefined ? null : expression(over.when),
    forEach: null,
    onFailure: 'compensate',
    pivot: false,
    outputReaders: [],
    classification: null,
    requiresLevel: 1,
  };
}

function rest<T extends { when?: string }>({ when: _, ...others }: T): Omit<T, 'when'> {
  return others;
}

function inOrder(steps: Step[]): Step[] {
  return steps.map((step, index) => {
    const before = steps[index - 1];
    if (step.dependsOn !== UNSET) return step;
    return { ...step, dependsOn: before === undefined ? [] : [before.name] };
  });
}
