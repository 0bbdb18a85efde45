import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { isJsonObject, type Json, type JsonObject } from '../../plan/json.ts';
import { ownershipMemo, ownershipOf } from '../../plan/ownership.ts';
import type { Recovers } from '../../plan/past.ts';
import { recoveryId } from '../../plan/path.ts';
import type { GivenPlan, StartFact } from '../fact.ts';
import { givenPlan } from '../given-plan.ts';
import { readFacts } from '../reading/facts.ts';
import type { RunOf } from '../reading/pages.ts';
import { lastRun } from './later-run.ts';
import { readPast } from './read-past.ts';
import { findRecovery } from './recovery.ts';
import { isAnythingDue } from './remains.ts';
import { describeRun, type RunState } from '../reading/describe.ts';

/** The third argument of a recovery execution. */
interface RecoveryArgument {
  /** Its effects are undone, under its own keys. */
  recovers: Recovers;
  keyRoot: string;
}

/**
 * Starts the recovery of a run that was terminated or timed out; null when there is nothing to recover: it was reset since, it had no plan of ours
 * or none that compensates, nothing of it is in force, or a recovery has begun since it ended (S33).
 */
export async function startRecovery(client: Client, terminated: RunOf, beat: () => void): Promise<string | null> {
  const run = await describeRun(client, terminated.workflowId, terminated.runId);
  if (run?.status !== 'terminated' || run.resetRunId !== null) return null;
  // Only the end of the last run is the execution's: a run before it was reset.
  if ((await lastRun(client, run))?.runId !== run.runId) return null;
  if ((await findRecovery(client, run)) !== null) return null;
  const id = recoveryId(run.workflowId, run.runId);

  const begun = await readBeginning(client, run, beat);
  if (begun === null || !begun.given.plan.compensates) return null;
  const carried = carriedOf(run, begun.start.carried);
  const { workflowId, firstRunId } = carried.recovers;
  const past = await readPast(
    client,
    { workflowId, firstRunId, except: null },
    { workflowId: null, runId: run.runId },
    beat,
  );
  if (!isAnythingDue(past)) return null;
  return (await start(client, run, id, [begun.start.input, begun.given, carried])) ? id : null;
}

interface Beginning {
  start: StartFact;
  given: GivenPlan;
}

/** What the run was started with; a start with business input only has its plan in a marker. */
async function readBeginning(client: Client, run: RunState, beat: () => void): Promise<Beginning | null> {
  const facts = (await readFacts(client, run, beat)) ?? [];
  const start = facts.find((fact) => fact.kind === 'started');
  const given = givenPlan(facts);
  return start === undefined || given === null ? null : { start, given };
}

/** Compensations carry the keys of the execution whose effects they undo, also when a recovery is recovered, or a child. */
function carriedOf(run: RunState, carried: Json): RecoveryArgument {
  const own: JsonObject = isJsonObject(carried) ? carried : {};
  const keyRoot = typeof own['keyRoot'] === 'string' ? own['keyRoot'] : run.firstRunId;
  const { workflowId, firstRunId, runId } = run;
  const earlier = isJsonObject(own['recovers']) ? (own['recovers'] as unknown as Recovers) : undefined;
  return { recovers: earlier ?? { workflowId, firstRunId, runId }, keyRoot };
}

/** False when somebody else started it meanwhile. */
async function start(
  client: Client,
  run: RunState,
  id: string,
  args: [Json, GivenPlan, RecoveryArgument],
): Promise<boolean> {
  const [, { plan, hash }, { recovers }] = args;
  const { typedSearchAttributes, memo } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
  try {
    await client.workflow.start(run.definition, {
      args,
      taskQueue: run.taskQueue,
      workflowId: id,
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: typedSearchAttributes.getAll().filter(({ key }) => KEPT.has(key.name)),
      memo: {
        definition: plan.name,
        version: plan.version,
        planHash: hash,
        recovers: recovers.workflowId,
        ...ownershipMemo(ownershipOf(memo)),
      },
      staticSummary: `undoes ${recovers.workflowId}, which was terminated`,
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** Search attributes that say what it is about; the others say how it stood. */
const KEPT = new Set(['BusinessKey', 'DefinitionVersion', 'Tenant']);
