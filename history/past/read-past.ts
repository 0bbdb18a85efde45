import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Past } from '../../plan/past.ts';
import { foldPast } from './fold-past.ts';
import { readAncestors } from './ancestors.ts';
import { readLineage } from './lineage.ts';
import { readRecoveries } from './recovery.ts';
import { resolveChildren } from './resolve-children.ts';
import { waitForRecoveries, type Asker } from './wait-for-recoveries.ts';

export interface PastRequest {
  workflowId: string;
  /** Names the execution: all its runs have the same. */
  firstRunId: string;
  /** The run that asks and knows its own history; null when another execution asks. */
  except: string | null;
}

/**
 * What the other runs of an execution did, the executions that recovered it, and those around it that it is a child of (SAGAS §3, S33). While
 * a recovery is open that the asker has to wait for, nothing is read: what it is about to undo would be missing. Throws the final failure
 * `PastUnreadable` when the history of one of them is gone. `beat` is called while it goes on.
 */
export async function readPast(client: Client, request: PastRequest, asker: Asker, beat: () => void): Promise<Past> {
  const { workflowId, firstRunId, except } = request;
  const lineage = await readLineage(client, { workflowId, firstRunId, asking: except }, beat);
  const recoveries = await readRecoveries(client, lineage, beat);
  if (await waitForRecoveries(client, { ...asker, isRunOf: except !== null }, recoveries, beat))
    return readPast(client, request, asker, beat);

  const others = lineage.filter(({ run }) => run.runId !== except);
  const runs = [...others, ...recoveries.flatMap((recovery) => recovery.runs)].map(({ facts }) => facts);
  const around = await readAncestors(client, lineage, beat);
  const { calls, children, undoings } = foldPast(workflowId, runs, around);
  const resolved = await resolveChildren(client, children, undoings, beat);
  const past: Past = { readBy: asker.runId, calls, children: resolved };
  checkSize(workflowId, past);
  return past;
}

function checkSize(workflowId: string, past: Past): void {
  const bytes = Buffer.byteLength(stringifyJson(past));
  if (bytes <= MAX_BYTES) return;
  const message = `What other runs of "${workflowId}" did takes ${Math.ceil(bytes / 1024)} KiB, more than Temporal carries.`;
  throw ApplicationFailure.nonRetryable(message, 'PastUnreadable');
}

/** Temporal takes payloads of 2 MiB. */
const MAX_BYTES = 1_900 * 1024;
