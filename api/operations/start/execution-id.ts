import { evaluate } from '../../../plan/expressions/evaluate.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { isJsonNumber } from '../../../plan/numbers/exact-number.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { DEFAULT_TENANT } from '../../../plan/ownership.ts';
import type { Plan } from '../../../plan/plan.ts';
import { OperationError } from '../errors.ts';

export interface ExecutionId {
  /** Temporal's workflow id, `<definition>/<business key>`. */
  id: string;
  businessKey: string;
}

export interface IdSources {
  /** By the caller. */
  given: string | undefined;
  tenant: string;
  /** When nothing else names it: from the idempotency key, or by chance. */
  otherwise: () => string;
}

/**
 * Where an execution's id comes from: the caller, else the definition's `execution_id` over the input, else its idempotency key or
 * chance (S36). A given id that already has the definition before it is taken as it is, so that a printed id can be pasted. Tenants
 * have ids of their own: the same business key of two tenants gives two ids.
 */
export function chooseId(plan: Plan, input: JsonObject, { given, tenant, otherwise }: IdSources): ExecutionId {
  const prefix = tenant === DEFAULT_TENANT ? `${plan.name}/` : `${plan.name}/${TENANT_MARK}${tenant}/`;
  if (given !== undefined) {
    const key = given.startsWith(prefix) ? given.slice(prefix.length) : given;
    return named(prefix, key, `The id "${given}"`);
  }
  if (plan.executionId === null) return named(prefix, otherwise(), 'The id');
  const value = businessKey(plan, input);
  if (typeof value !== 'string' && !isJsonNumber(value)) {
    const message = `"execution_id" of "${plan.name}" gives ${stringifyJson(value)} for this input; it must give a text or a number.`;
    throw new OperationError('bad-id', message);
  }
  return named(prefix, String(value), `The business key "${String(value)}"`);
}

function businessKey(plan: Plan, input: JsonObject): unknown {
  if (plan.executionId === null) return null;
  try {
    return evaluate(plan.executionId, { input });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError('bad-id', `"execution_id" of "${plan.name}" fails for this input: ${reason}`, { cause });
  }
}

const MAX_LENGTH = 200;

/** Stands before the tenant in an id. No business key may begin with it, so that no tenant can write an id of another one. */
const TENANT_MARK = '~';

/** The mark of tenants, control characters, and halves of surrogate pairs, which Temporal cannot keep as text. */
const UNUSABLE = /^~|[\u0000-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function named(prefix: string, businessKey: string, what: string): ExecutionId {
  const isUsable = businessKey.trim() !== '' && businessKey.length <= MAX_LENGTH && !UNUSABLE.test(businessKey);
  if (!isUsable) {
    const message = `${what} cannot be used: an id has 1 to ${String(MAX_LENGTH)} characters, no control characters, and does not begin with "${TENANT_MARK}".`;
    throw new OperationError('bad-id', message);
  }
  return { id: `${prefix}${businessKey}`, businessKey };
}
