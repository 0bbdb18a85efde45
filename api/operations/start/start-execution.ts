import { admit } from '../../../plan/admission.ts';
import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { JsonObject } from '../../../plan/json.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Caller } from '../caller.ts';
import { findDefinition } from '../definitions/find-definition.ts';
import { OperationError } from '../errors.ts';
import type { Claim, Definitions, Executions, PastExecution, PlannedStart } from '../ports.ts';
import { checkInput } from './check-input.ts';
import { checkSize } from './check-size.ts';
import { chooseId } from './execution-id.ts';
import { businessKeyFrom, claimForKey, demandSameRequest } from './idempotency-keys.ts';
import type { RecentClaims } from './idempotency-keys.ts';

export interface StartDeps {
  definitions: Definitions;
  executions: Executions;
  randomId: () => string;
  /** Of a process that takes idempotency keys. */
  claims?: RecentClaims;
}

/** Which execution is wanted. */
export interface ExecutionStart {
  definition: string;
  input: unknown;
  /** The caller's id; without it the definition's `execution_id`, else one from the idempotency key, else a random one. */
  id?: string;
  /** The run that was looked at, when the last one under this id was terminated or only partly undone. */
  after?: string;
  /** The same key with the same request gives the same execution, also when that has ended. */
  idempotencyKey?: string;
}

/** Which execution a start has made, or found. */
export interface StartedExecution {
  id: string;
  runId: string;
  plan: Plan;
  planHash: string;
  /** False when the same start was made before. */
  isNew: boolean;
}

/**
 * Starts a definition (SAGAS S36). The same start again gives the same execution; `plan/admission.ts` says when an id cannot be had
 * again. With an idempotency key the same request gives the same execution also after its end, and another request
 * `idempotency-key-reused`.
 */
export async function startExecution(
  deps: StartDeps,
  caller: Caller,
  request: ExecutionStart,
): Promise<StartedExecution> {
  const { plan, planHash } = findDefinition(deps.definitions, request.definition);
  const input = checkInput(plan.name, plan.input, request.input);
  const claim = claimOf(caller, request, input);
  const otherwise = claim === null ? deps.randomId : () => businessKeyFrom(claim);
  const { id, businessKey } = chooseId(plan, input, { given: request.id, tenant: caller.tenant, otherwise });
  checkSize(plan, input);
  const { tenant, principal: startedBy, requestId } = caller;
  const owner = { tenant, startedBy, requestId };
  const planned: PlannedStart = { id, businessKey, plan, planHash, input, owner, claim, reuse: 'none' };
  const made = (runId: string, isNew: boolean): StartedExecution => ({ id, runId, plan, planHash, isNew });

  if (claim !== null) await demandKeyIsFree(deps, planned, claim);
  // Most ids are new: only when Temporal knows an id, its past is read.
  const first = await deps.executions.start(planned);
  if (first !== 'exists') return made(first.runId, true);
  const runOfKey = claim === null ? null : await runOfSameKey(deps, planned, claim);
  if (runOfKey !== null) return made(runOfKey, false);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const past = await deps.executions.past(id);
    const same = past === null ? null : sameStart(planned, past, request.after);
    if (same !== null) return made(same, false);
    const again = await deps.executions.start({ ...planned, reuse: plan.allowRepeat ? 'any' : 'unfinished' });
    if (again !== 'exists') return made(again.runId, true);
    // Somebody else has started it after its past was read: read it again.
  }
  throw new OperationError('execution-conflict', `"${id}" is being started by somebody else; try again.`);
}

const ATTEMPTS = 3;

function claimOf(
  caller: Caller,
  { definition, id, idempotencyKey: key }: ExecutionStart,
  input: JsonObject,
): Claim | null {
  return key === undefined ? null : claimForKey(caller, { definition, input, id, key });
}

/** Where the key does not make the id, an earlier request under the same key may have meant another execution. */
async function demandKeyIsFree({ claims, executions }: StartDeps, { id, businessKey }: PlannedStart, claim: Claim) {
  claims?.add(claim);
  if (businessKey === businessKeyFrom(claim)) return;
  const earlier = await executions.claimed(claim.key);
  if (earlier !== null && earlier.id !== id) demandSameRequest(claim, earlier.claim);
}

/** The run that the same key has started under this id, however it ended. */
async function runOfSameKey(
  { executions }: StartDeps,
  { id, owner }: PlannedStart,
  claim: Claim,
): Promise<string | null> {
  const holder = await executions.owner(id);
  if (holder?.claim?.key !== claim.key || holder.tenant !== owner.tenant) return null;
  demandSameRequest(claim, holder.claim);
  return holder.runId;
}

/** The run that this very start has made before; null when a new one may begin. Throws when none may. */
function sameStart(planned: PlannedStart, past: PastExecution, after: string | undefined): string | null {
  const { id, plan, input, owner } = planned;
  // What another tenant has under this id, and how it ended, is not said.
  if (past.tenant !== owner.tenant) {
    throw new OperationError('execution-conflict', `The id "${id}" cannot be used. Choose another one.`);
  }
  const admission = admit(past, {
    id,
    allowRepeat: plan.allowRepeat,
    hasSameInput: canonicalJson(past.input) === canonicalJson(input),
    after: after ?? null,
    startAgain: `--after ${past.runId}`,
  });
  switch (admission.kind) {
    case 'free':
      return null;
    case 'same':
      return past.runId;
    case 'refused':
      throw new OperationError(admission.reason, admission.message);
  }
}
