import { activityInfo, Context, heartbeat, log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { listRuns, quoted } from '../history/reading/list-runs.ts';
import { startRecovery } from '../history/past/start-recovery.ts';

export interface ScanRequest {
  /** Milliseconds since the epoch: until then an earlier scan has seen everything; null when there was none. */
  scannedUntil: number | null;
}

/** What one look for terminated executions did. */
export interface Scan {
  /** Milliseconds since the epoch; the next scan looks from there. */
  scannedUntil: number;
  looked: number;
  /** Ids of the recovery executions that were started. */
  started: string[];
  /** Executions that could not be read; the next scan tries them again. */
  unread: number;
}

/** The activity of the reconciler: one recovery for every terminated execution of this task queue that left something behind (S33). */
export function createStartRecoveries(deps: { now: () => number }) {
  return (request: ScanRequest): Promise<Scan> => {
    const { client } = Context.current();
    return scan(client, activityInfo().taskQueue, request, deps.now());
  };
}

async function scan(client: Client, taskQueue: string, { scannedUntil }: ScanRequest, now: number): Promise<Scan> {
  const since = scannedUntil === null ? now - FIRST_LOOK_MS : scannedUntil - OVERLAP_MS;
  const closed = await listRuns(client, terminatedSince(taskQueue, since), MAX_LOOKED);
  // Children before their parents: a parent's recovery waits for those of its children.
  const deepestFirst = closed.toSorted((a, b) => b.workflowId.length - a.workflowId.length);
  const started: string[] = [];
  let unread = 0;
  for (const run of deepestFirst) {
    heartbeat();
    try {
      const id = await startRecovery(client, run, heartbeat);
      if (id !== null) started.push(id);
    } catch (error) {
      unread += 1;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('a terminated execution could not be recovered', { id: run.workflowId, runId: run.runId, reason });
    }
  }
  if (started.length > 0) log.info('recoveries were started', { started });
  const isComplete = unread === 0 && closed.length < MAX_LOOKED;
  return {
    scannedUntil: isComplete ? now : Math.max(since + OVERLAP_MS, now - FIRST_LOOK_MS),
    looked: closed.length,
    started,
    unread,
  };
}

function terminatedSince(taskQueue: string, since: number): string {
  const closed = `ExecutionStatus IN ('Terminated', 'TimedOut') AND CloseTime >= ${quoted(new Date(since).toISOString())}`;
  return `TaskQueue = ${quoted(taskQueue)} AND ${closed}`;
}

/** The first scan looks back a week. */
const FIRST_LOOK_MS = 7 * 86_400_000;

/** Visibility comes late, and clocks differ: every scan looks at the end of the one before again. */
const OVERLAP_MS = 600_000;

const MAX_LOOKED = 20_000;
