import type { Observation, RpcErrorObservation } from './observation.ts';

/** What one call did, as far as can be known. Ordered from best to worst in `worst`. */
export const OUTCOMES = ['ok', 'no_effect', 'effect_possible', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Failure types a call can end with; they are Temporal's `ApplicationFailure.type` and the view's `failure.type`. */
export type CallFailureType =
  'ToolFailed' | 'ServerUnavailable' | 'CallRefused' | 'BadResult' | 'SchemaChanged' | 'ContractViolated';

/** When a call that ended like this may be sent again. */
export type RetryRule =
  /** Always safe: nothing was sent. Costs no sent attempt (O1). */
  | 'never_sent'
  /** Refused before any effect, may be asked again later (429, 503 that refuses). */
  | 'refused'
  /** Only when the call is keyed or reads (O4, O5, O7, O11). */
  | 'keyed'
  /** Only where `retry_on: [tool_error]` says so (O8). */
  | 'tool_error'
  | 'never';

export interface Verdict {
  outcome: Outcome;
  retry: RetryRule;
  failure: { type: CallFailureType; message: string } | null;
  retryAfterMs: number | null;
}

/** The one table of SAGAS §1, O1–O10. `atomicErrors`: the tool's own error means that nothing happened. */
export function classify(seen: Observation, atomicErrors: boolean): Verdict {
  switch (seen.kind) {
    case 'result':
      if (!seen.isError) return ok();
      // The tool ran, and its library refused what it returned: no error of the tool, whatever it promises of its errors.
      if (seen.saysOutputInvalid === true)
        return failed('effect_possible', 'never', 'BadResult', errorText(seen.content));
      return failed(
        atomicErrors ? 'no_effect' : 'effect_possible',
        'tool_error',
        'ToolFailed',
        errorText(seen.content),
      );
    case 'resource':
      return ok();
    case 'not_sent':
      return {
        ...failed('no_effect', 'never_sent', 'ServerUnavailable', seen.message),
        retryAfterMs: seen.retryAfterMs ?? null,
      };
    case 'refused_here':
      return failed(
        'no_effect',
        'never',
        seen.reason === 'schema_changed' ? 'SchemaChanged' : 'CallRefused',
        seen.message,
      );
    case 'http_error':
      return classifyHttp(seen.status, seen.refusingBody, seen.message, seen.retryAfterMs ?? null);
    case 'broken':
      return failed('unknown', 'keyed', 'ServerUnavailable', seen.message);
    case 'rpc_error':
      return classifyRpc(seen, atomicErrors);
    case 'input_required':
      return failed('unknown', 'never', 'ToolFailed', seen.message);
    case 'bad_result':
      return failed('effect_possible', 'never', 'BadResult', seen.message);
  }
}

/** Over several attempts of one call the worst outcome counts; a success is final and outweighs all. */
export function worst(a: Outcome, b: Outcome): Outcome {
  return RANK[a] >= RANK[b] ? a : b;
}

const RANK: Record<Outcome, number> = { ok: 0, no_effect: 1, effect_possible: 2, unknown: 3 };

/**
 * O6, O7, and what of them is O10. "Invalid params" is no refusal where the tool declares what it returns: libraries that check results say
 * it of a bad result too, when the tool has run. A text that says so counts with every code that is not certain by itself, and never less.
 */
function classifyRpc(seen: RpcErrorObservation, atomicErrors: boolean): Verdict {
  const { code, message, isUnaddressed, declaresOutput, saysOutputInvalid } = seen;
  if (CERTAIN_CODES.has(code) && (isUnaddressed !== true || UNREAD_CODES.has(code)))
    return failed('no_effect', 'never', 'CallRefused', message);
  if (saysOutputInvalid === true) return failed('effect_possible', 'never', 'BadResult', message);
  if (code === INVALID_PARAMS && declaresOutput === true)
    return failed('effect_possible', 'never', 'ToolFailed', message);
  if (code === INVALID_PARAMS && isUnaddressed !== true) return failed('no_effect', 'never', 'CallRefused', message);
  return failed(atomicErrors ? 'no_effect' : 'effect_possible', 'keyed', 'ToolFailed', message);
}

/** JSON-RPC: parse error, invalid request, method not found (O6). */
const CERTAIN_CODES = new Set([-32700, -32600, -32601]);

const INVALID_PARAMS = -32602;

/** Of them, what a server says before it knows which request it has: an error without an id may be one of these. */
const UNREAD_CODES = new Set([-32700, -32600]);

/** O3: the request itself was turned down. 408 and 425 are not here: they say nothing about the effect. 301 to 303 are not either: they are given after an effect. */
const REFUSING_STATUS = new Set([307, 308, 400, 401, 403, 404, 405, 406, 413, 415, 422, 429]);

function classifyHttp(status: number, refusingBody: boolean, message: string, retryAfterMs: number | null): Verdict {
  const refusedForNow = status === 429 || (status === 503 && refusingBody && retryAfterMs !== null);
  if (refusedForNow) return { ...failed('no_effect', 'refused', 'ServerUnavailable', message), retryAfterMs };
  if (REFUSING_STATUS.has(status)) return failed('no_effect', 'never', 'CallRefused', message);
  return { ...failed('unknown', 'keyed', 'ServerUnavailable', message), retryAfterMs };
}

function ok(): Verdict {
  return { outcome: 'ok', retry: 'never', failure: null, retryAfterMs: null };
}

function failed(outcome: Outcome, retry: RetryRule, type: CallFailureType, message: string): Verdict {
  return { outcome, retry, failure: { type, message }, retryAfterMs: null };
}

/** What an `isError` result says to people: its text blocks, cut to a length that a failure can carry. */
function errorText(content: { [key: string]: unknown }[]): string {
  const texts = content.flatMap((block) => (typeof block['text'] === 'string' ? [block['text']] : []));
  const text = texts.join('\n').trim();
  if (text === '') return 'The tool reported an error without saying which.';
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

/** Temporal cuts failures of pending activities at 4 KiB. */
const MAX_MESSAGE = 1_000;
