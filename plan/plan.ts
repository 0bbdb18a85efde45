import type { Expression } from './expressions/ast.ts';
import type { Template } from './expressions/template.ts';
import type { JsonSchema } from './json.ts';

/** Names the meaning of a plan. A change that an open execution could notice needs a new number; old ones stay readable. */
export const PLAN_VERSION = 1;

/**
 * A compiled definition: immutable JSON, every default explicit. It travels in the execution's history and is the only thing
 * a running execution reads. `planHash` is the sha256 of its canonical JSON.
 */
export interface Plan {
  planVersion: typeof PLAN_VERSION;
  /** Integers beyond ±(2^53 - 1) keep all their digits; see numbers/as-plan-reads.ts. Plans that do not say so were compiled before that. */
  numbers?: 'exact';
  /** Temporal workflow type, `[a-z][a-z0-9_]{0,63}`. */
  name: string;
  version: number;
  description: string | null;
  kind: 'saga' | 'workflow';
  /** JSON Schema 2020-12 of the business input, written or inferred; always `type: object`. */
  input: JsonSchema;
  /** As far as it is known; null when nothing is known. */
  outputSchema: JsonSchema | null;
  steps: Step[];
  /** The execution's output, read from `input`, `steps`, `failures`, `execution`. */
  output: Template;
  /** Whether a failed step leads to compensation. */
  compensates: boolean;
  deadlineMs: number | null;
  /** Expression over `input` that gives the business key. */
  executionId: Expression | null;
  allowRepeat: boolean;
  maxParallelCompensations: number;
  parkAfterMs: number;
  onReset: 'rerun' | 'park';
  requiresLevel: number;
  /**
   * Input schemas of the effects and of what undoes them, by `server.tool`: an operator's own arguments are checked against them before
   * they are taken (S26). Only in a plan that compensates, without annotations; a tool of which nothing is known is not in it.
   */
  toolSchemas: Record<string, JsonSchema>;
}

/** A step is one node of a list; `kind` is its verb. */
export type Step =
  ActionStep | ToolsStep | ResourceStep | ApprovalStep | WaitForStep | SleepStep | WorkflowStep | GroupStep | FailStep;

export interface StepBase {
  /** Unique in the whole definition. */
  name: string;
  /** Names of siblings in the same list that must have ended first. */
  dependsOn: string[];
  /** Skipped (output null) when it evaluates to false. */
  when: Expression | null;
  forEach: ForEach | null;
  onFailure: 'compensate' | 'fail' | 'continue' | 'park';
  pivot: boolean;
  /** Names of steps that read this step's output, `#output` for the execution's own (or the group's): when all have ended it is dropped (S37). */
  outputReaders: string[];
  classification: 'public' | 'internal' | 'confidential' | 'restricted' | null;
  requiresLevel: number;
}

export interface ForEach {
  /** Evaluates to a list. */
  items: Template;
  as: string;
  maxConcurrency: number;
}

/** `mcp_server` + `action`: one `tools/call`; activity id = step name. */
export interface ActionStep extends StepBase {
  kind: 'action';
  call: Call;
}

/** `mcp_server` + `tools`: several calls in order; activity ids `step.tool`, output by tool name. */
export interface ToolsStep extends StepBase {
  kind: 'tools';
  calls: Call[];
}

/** `resource`: one `resources/read`. Activity type is `server.resources/read`. */
export interface ResourceStep extends StepBase {
  kind: 'resource';
  /** Resolved when compiled: named, or by the URI's literal scheme. */
  server: string;
  uri: UriPart[];
  output: Template | null;
  fallback: Fallback | null;
  cacheMs: number | null;
  timeout: Timeouts;
  retry: RetryPolicy;
}

/** Literal text, or an expression whose value is percent-encoded. */
export type UriPart = { kind: 'literal'; text: string } | { kind: 'expression'; expression: Expression };

export interface ApprovalStep extends StepBase {
  kind: 'approval';
  approvers: Template;
  prompt: Template;
  /** JSON Schema of what the approver fills in. */
  form: JsonSchema | null;
  timeoutMs: number | null;
  onTimeout: 'fail' | 'continue';
  onReject: 'fail' | 'continue';
}

export interface WaitForStep extends StepBase {
  kind: 'wait_for';
  signal: string;
  schema: JsonSchema | null;
  timeoutMs: number | null;
  onTimeout: 'fail' | 'continue';
}

export interface SleepStep extends StepBase {
  kind: 'sleep';
  /** Milliseconds. */
  durationMs: number;
}

export interface WorkflowStep extends StepBase {
  kind: 'workflow';
  definition: string;
  /** The child's input. */
  arguments: Template;
  /** The child's own plan, pinned when the parent was compiled. */
  plan: Plan;
  planHash: string;
  output: Template | null;
}

export interface GroupStep extends StepBase {
  kind: 'group';
  steps: Step[];
  /** What is visible outside: its written `output`, else its steps' outputs by name. */
  output: Template;
}

export interface FailStep extends StepBase {
  kind: 'fail';
  type: string;
  message: Template;
}

/** One `tools/call`, with everything that decides how it is retried, judged and undone. */
export interface Call {
  server: string;
  tool: string;
  arguments: Template;
  /** False: the tool only reads. */
  effect: boolean;
  idempotency: Idempotency;
  /** The tool's error means that nothing happened (O7, O8 become no_effect). */
  atomicErrors: boolean;
  /** The server refuses a forward call that arrives after its compensation (S16). */
  lateCallsRefused: boolean;
  /** `sha256:…` of the tool's schemas as compiled against; null when it was compiled without a catalog. */
  schemaHash: string | null;
  /** Projection of the raw result; reads `output`, `arguments` and the step's scope. */
  output: Template | null;
  compensation: Compensation | null;
  /** From `compensation: {none: reason}`. */
  noCompensationReason: string | null;
  probe: Probe | null;
  fallback: Fallback | null;
  cacheMs: number | null;
  acceptDegraded: boolean;
  timeout: Timeouts;
  retry: RetryPolicy;
}

/** How a tool knows a repeated call. The key always travels in `_meta`; `none` builds nothing on it. */
export interface Idempotency {
  kind: 'meta' | 'argument' | 'natural' | 'none';
  /** The argument that carries the key, for `argument`. */
  argument: string | null;
  retentionMs: number | null;
}

export interface Compensation {
  server: string;
  tool: string;
  /** Reads `output` (raw result), `arguments` (of the forward call) and the step's scope; evaluated and frozen when the forward call returns. */
  arguments: Template;
  /** Arguments for any outcome but `ok`; reads no `output`. */
  withoutOutput: Template | null;
  /** An argument reads `output`: evaluated when the call returns, and without `withoutOutput` or `probe` an unclear outcome parks. */
  needsOutput: boolean;
  idempotency: Idempotency;
  atomicErrors: boolean;
  schemaHash: string | null;
  timeout: Timeouts;
  retry: RetryPolicy;
}

/** A read-only tool that tells whether a call of unknown outcome happened (S12). */
export interface Probe {
  server: string;
  tool: string;
  /** Reads `key`, `arguments` and the step's scope. */
  arguments: Template;
  /** Reads the probe's `output`, `key`, `arguments`; gives a bool. */
  happened: Expression;
  /** The step's raw output when it happened. */
  result: Template | null;
  schemaHash: string | null;
  timeout: Timeouts;
}

export type Fallback = { kind: 'call'; call: Call } | { kind: 'value'; value: Template };

export interface Timeouts {
  attemptMs: number;
  /** Counts from the first started attempt. */
  totalMs: number;
  heartbeatMs: number;
}

/** Temporal's field names; which failures are retried at all is decided by outcome (SAGAS §1). */
export interface RetryPolicy {
  /** Attempts that were sent; null = unlimited. */
  maximumAttempts: number | null;
  /** Written by the author: then it bounds everything, also attempts that never left. */
  isExplicit: boolean;
  initialIntervalMs: number;
  backoffCoefficient: number;
  maximumIntervalMs: number;
  /** `tool_error`: an `isError` result is retried too. */
  retryOn: 'tool_error'[];
  nonRetryableErrorTypes: string[];
}
