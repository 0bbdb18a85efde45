import type { Client } from '@temporalio/client';
import { describeRun } from '../../history/reading/describe.ts';
import { isNotFound } from '../../history/reading/gone.ts';
import { ownershipOf } from '../../plan/ownership.ts';
import { createViewFold, type ViewFold } from '../../plan/view/fold.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { unknownExecution } from '../operations/errors.ts';
import type { ExecutionChange } from '../operations/ports.ts';
import { translate } from './errors.ts';
import type { LiveChange, LiveRuns } from './live-runs.ts';

export interface Following {
  id: string;
  runId: string | undefined;
  signal: AbortSignal | undefined;
  linksOf: (runId: string) => ExecutionView['links'];
}

/** Every change of an execution, through all the runs that it goes on in. */
export async function* followRuns(
  client: Client,
  runs: LiveRuns,
  { id, signal, linksOf, ...from }: Following,
): AsyncGenerator<ExecutionChange> {
  try {
    const described = await describeRun(client, id, from.runId);
    if (described === null) throw unknownExecution(id);
    const owner = ownershipOf(described.memo);
    for (let runId: string | null = described.runId; runId !== null && signal?.aborted !== true;) {
      const followed = runs.follow({ workflowId: id, runId }, signal);
      let fold: ViewFold | null = null;
      let hash: string | null = null;
      for await (const change of followed.changes) {
        const { given, startedAt } = change.beginning;
        const beginning = { id, runId, planHash: given.hash, startedAt, owner, links: linksOf(runId) };
        // One that waited for its plan begins anew when that is there.
        if (fold === null || given.hash !== hash) fold = createViewFold(given.plan, beginning);
        hash = given.hash;
        fold.apply(change.event);
        yield changeOf(change, runId, fold);
      }
      runId = followed.next();
    }
  } catch (error) {
    throw isNotFound(error) ? unknownExecution(id) : translate(error);
  }
}

function changeOf(
  { eventId, event, call, isLastOfEvent, isLatest }: LiveChange,
  runId: string,
  fold: ViewFold,
): ExecutionChange {
  const path = 'path' in event ? event.path : 'step' in event ? event.step : null;
  return {
    cursor: `${runId}:${eventId}`,
    event,
    call,
    isLastOfEvent,
    isLatest,
    step: path === null ? null : fold.step(path),
    head: fold.head(),
    stepCount: fold.stepCount,
    get view() {
      return fold.view();
    },
  };
}
