import { evaluateTemplate } from './expressions/evaluate-template.ts';
import type { Scope } from './expressions/evaluate.ts';
import type { Template } from './expressions/template.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Outcome, RetryRule } from './outcome.ts';
import type { RetryPolicy, Timeouts } from './plan.ts';
import type { FailureView, Provenance } from './view.ts';

/** The input of one activity: everything that a call needs and nothing that only a worker would know. */
export interface CallRequest {
  method: 'tools/call' | 'resources/read';
  server: string;
  /** Tool name, or the URI of a resource. */
  tool: string;
  arguments: JsonObject;
  direction: 'forward' | 'compensation' | 'probe';
  /** `step`, `step.tool`, `step[3]`, … without `~undo` and epoch. */
  path: string;
  epoch: number;
  key: string;
  /** The forward call's key, on compensations and probes. */
  compensates: string | null;
  /** A repeated call is safe: it only reads, or the tool knows it by its key. */
  repeatable: boolean;
  /** The tool knows a repeated call by its key, so it answers the same again; a `natural` one may not. Only said of compensations. */
  isKeyed?: boolean;
  /** How long the tool remembers its key, in milliseconds: a call that may have happened is not repeated after that. Without it, for ever. */
  retentionMs?: number | null;
  atomicErrors: boolean;
  schemaHash: string | null;
  retry: RetryPolicy;
  /** How often a refusal by the tool itself (`isError`) is retried: compensations only (S23). */
  refusalAttempts: number;
  timeout: Timeouts;
  /** What is kept of the result. */
  projection: Residual | null;
  /** Compensation arguments, evaluated on the raw result and frozen with it (S13). */
  freeze: Residual | null;
  cacheMs: number | null;
  /** Whose execution it is; said where an output may be used again, which must not answer another tenant. */
  tenant?: string;
  /** What undoes it, written down before it is sent (S8), so that a history alone says how; null when it only reads, and on compensations. */
  intent: CallIntent | null;
  /** Of the request that started the execution; travels in `_meta`. */
  requestId?: string;
  /** As the plan says it: without it, what is kept of the result has the nearest double in the place of an integer beyond ±(2^53 - 1). */
  numbers?: 'exact';
}

/** Compensation arguments as far as they are known before the call. */
export interface CallIntent {
  /** For any outcome, when they need no output. */
  frozen: JsonObject | null;
  /** For every outcome but `ok`. */
  withoutOutput: JsonObject | null;
}

/** A template and the only values it still needs besides `output`. */
export interface Residual {
  template: Template;
  scope: Scope;
}

/** What a call leaves behind, so that a later run can tell whose effect it believes in. */
export interface Receipt {
  runId: string;
  key: string;
  epoch: number;
}

/** The result of one activity that ended `ok`. */
export interface CallReturn {
  output: Json;
  frozen: JsonObject | null;
  receipt: Receipt;
  provenance: Provenance;
  /** Age of a cached output. */
  ageMs: number | null;
  /** Attempts that were sent. */
  attempts: number;
  /** An earlier attempt of this call may have happened: a `natural` tool's answer then says nothing about the first one. */
  repeated: boolean;
}

/** Details of the failure that a call's activity ends with. */
export interface CallFailureDetails {
  outcome: Outcome;
  retry: RetryRule;
  attempts: number;
  receipt: Receipt;
}

/** How a call ended, as the interpreter sees it. */
export type CallReport =
  | ({ ok: true } & Omit<CallReturn, 'receipt'>)
  | { ok: false; outcome: Exclude<Outcome, 'ok'>; failure: FailureView; attempts: number };

/** Activity type of a call, `server.tool`; a resource's is `server.resources/read`. */
export function activityType(request: Pick<CallRequest, 'method' | 'server' | 'tool'>): string {
  return request.method === 'resources/read' ? `${request.server}.resources/read` : `${request.server}.${request.tool}`;
}

/** What stays of a raw result: the output that others see, and the arguments of what undoes the call. */
export interface KeptResult {
  output: Json;
  frozen: JsonObject | null;
}

/**
 * Projects a raw result and freezes the arguments of its compensation, both evaluated on it (S13). The same for a result that a tool gave to
 * a worker, that a probe found, and that an operator knows. Throws the `ExpressionError` of a template that fails.
 */
export function keepOf(raw: Json, projection: Residual | null, freeze: Residual | null): KeptResult {
  const output = projection === null ? raw : onOutput(projection, raw);
  const frozen = freeze === null ? null : onOutput(freeze, raw);
  return { output, frozen: isJsonObject(frozen) ? frozen : null };
}

function onOutput({ template, scope }: Residual, output: Json): Json {
  return evaluateTemplate(template, { ...scope, output });
}
