import { failureOf } from '../plan/failure-types.ts';
import { ApplicationFailure } from '@temporalio/common';
import type { Past, Recovers } from '../plan/past.ts';
import type { Plan } from '../plan/plan.ts';
import { adoptPast } from './interpreter/past/adopt.ts';
import { straysOf } from './interpreter/past/strays.ts';
import { pivotsPassed } from './interpreter/forward/pivot.ts';
import { initialState, type ExecutionState } from './interpreter/state/state.ts';

/** What a recovery needs before the interpreter runs: Temporal when it runs, the recorded answers when its history is read. */
export interface RecoveryWorld {
  readPast(request: Lineage): Promise<Past | { unreadable: string }>;
  /** `label` is what people see beside the timer. Ends early when the recovery is told to stand down. */
  sleep(ms: number, label: string): Promise<void>;
  /** It was told to stand down. */
  isSuperseded(): boolean;
  patched(id: string): boolean;
}

interface Lineage {
  workflowId: string;
  firstRunId: string;
  except: string | null;
}

/**
 * Where a recovery begins: on the way back, with a ledger of what the histories of the terminated execution show (S33). Children that
 * were canceled with it undo themselves; it waits until they have.
 */
export async function recover(
  plan: Plan,
  recovers: Recovers,
  startedAt: number,
  world: RecoveryWorld,
): Promise<ExecutionState> {
  const looksForLaterRun = world.patched('later-run');
  const past = await settledPast(recovers, world);
  const { runId, workflowId } = recovers;
  const message = `Run ${runId} of "${workflowId}" was terminated or timed out before it ended.`;
  return {
    ...initialState(startedAt),
    ...(looksForLaterRun ? { looksForLaterRun } : {}),
    phase: 'compensating',
    stop: { kind: 'failed', step: 'terminated', failure: failureOf('Terminated', message), undoes: true },
    ledger: [...straysOf(plan, past), ...adoptPast(plan, past)],
    unclearPivots: pivotsPassed(plan, past),
  };
}

async function settledPast(recovers: Recovers, world: RecoveryWorld): Promise<Past> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
    const past = await readAll(recovers, world);
    const open = past.children.filter(({ end }) => end === 'open');
    if (open.length === 0 || world.isSuperseded()) return past;
    await world.sleep(delayMs, `waits for ${open.map(({ id }) => id).join(', ')}`);
  }
}

const FIRST_DELAY_MS = 1_000;
/** A child that waits for a person may take days. */
const LAST_DELAY_MS = 3_600_000;

async function readAll({ workflowId, firstRunId }: Recovers, world: RecoveryWorld): Promise<Past> {
  const past = await world.readPast({ workflowId, firstRunId, except: null });
  if (!('unreadable' in past)) return past;
  // Nothing can be undone without it, now or ever: that is what the ending says (S28).
  throw ApplicationFailure.nonRetryable(past.unreadable, 'SagaPartiallyCompensated');
}
