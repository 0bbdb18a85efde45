import { admit } from '../../plan/admission.ts';
import { canonicalJson } from '../../plan/canonical-json.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Caller } from './caller.ts';
import { checkInput } from './check-input.ts';
import { claimOfStart, demandSame, keyFromClaim } from './claims.ts';
import type { SeenClaims } from './claims.ts';
import { OperationError } from './errors.ts';
import { chooseId } from './execution-id.ts';
import { findDefinition } from './find-definition.ts';
import type { StartRequest } from './operations.ts';
import type { Claim, Definitions, Executions, PastExecution, PlannedStart } from './ports.ts';

export interface StartDeps {
  definitions: Definitions;
  executions: Executions;
  randomId: () => string;
  /** Of a process that takes idempotency keys. */
  claims?: SeenClaims;
}

/** What is asked for; `api/operations/operations.ts` says what each of them means. */
export type ExecutionStart = Pick<StartRequest, 'definition' | 'input' | 'id' | 'after' | 'idempotencyKey'>;

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
 * Starts a definition (S36). The same start again gives the same execution; with another input it is `execution-conflict`, after a
 * completed one `already-completed` unless `allow_repeat`, after one that left something behind `needs-after`, and while its recovery
 * runs `recovery-pending`. With an idempotency key the same request gives the same execution also after its end, and another request
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
  const keyed = claim === null ? deps.randomId : () => keyFromClaim(claim);
  const { id, businessKey } = chooseId(plan, input, { given: request.id, tenant: caller.tenant, otherwise: keyed });
  checkSize(plan, input);
  const { tenant, principal: startedBy, requestId } = caller;
  const owner = { tenant, startedBy, requestId };
  const planned: PlannedStart = { id, businessKey, plan, planHash, input, owner, claim, reuse: 'none' };
  const made = (runId: string, isNew: boolean): StartedExecution => ({ id, runId, plan, planHash, isNew });

  if (claim !== null) await demandUnclaimed(deps, planned, claim);
  // Most ids are new: only when Temporal knows one, it is worth a look.
  const first = await deps.executions.start(planned);
  if (first !== 'exists') return made(first.runId, true);
  const claimed = claim === null ? null : await sameClaim(deps, planned, claim);
  if (claimed !== null) return made(claimed, false);
  for (let look = 1; look <= LOOKS; look += 1) {
    const past = await deps.executions.past(id);
    const same = past === null ? null : sameStart(planned, past, request.after);
    if (same !== null) return made(same, false);
    const again = await deps.executions.start({ ...planned, reuse: plan.allowRepeat ? 'any' : 'unfinished' });
    if (again !== 'exists') return made(again.runId, true);
    // Somebody else started it between the look and the start: look again.
  }
  throw new OperationError('execution-conflict', `"${id}" is being started by somebody else; try again.`);
}

const LOOKS = 3;

function claimOf(
  caller: Caller,
  { definition, id, idempotencyKey: key }: ExecutionStart,
  input: JsonObject,
): Claim | null {
  return key === undefined ? null : claimOfStart(caller, { definition, input, id, key });
}

/** Where the key does not make the id, an earlier request under the same key may have meant another one. */
async function demandUnclaimed({ claims, executions }: StartDeps, { id, businessKey }: PlannedStart, claim: Claim) {
  claims?.take(claim);
  if (businessKey === keyFromClaim(claim)) return;
  const earlier = await executions.claimed(claim.key);
  if (earlier !== null && earlier.id !== id) demandSame(claim, earlier.claim);
}

/** The run that the same key has started under this id, however it ended. */
async function sameClaim({ executions }: StartDeps, { id, owner }: PlannedStart, claim: Claim): Promise<string | null> {
  const holder = await executions.owner(id);
  if (holder?.claim?.key !== claim.key || holder.tenant !== owner.tenant) return null;
  demandSame(claim, holder.claim);
  return holder.runId;
}

/** Plan and input travel in one event of at most 2 MiB. */
function checkSize(plan: Plan, input: JsonObject): void {
  const bytes = sizeOfPlan(plan) + bytesOf(input);
  if (bytes <= MAX_START_BYTES) return;
  const message = `The plan of "${plan.name}" and this input have ${String(Math.ceil(bytes / 1024))} KiB together; Temporal takes at most ${String(MAX_START_BYTES / 1024)} KiB. Split the definition, or pass references to large data.`;
  throw new OperationError('input-too-large', message);
}

const MAX_START_BYTES = 1_900 * 1024;

/** A plan never changes, so it is measured once. */
function sizeOfPlan(plan: Plan): number {
  const known = SIZES.get(plan) ?? bytesOf(plan);
  SIZES.set(plan, known);
  return known;
}

const SIZES = new WeakMap<Plan, number>();

function bytesOf(value: Plan | JsonObject): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
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
