import type { Fact } from '../../../history/fact.ts';
import { RunReader, type RecordedChange } from '../../../history/read-run.ts';
import { createViewFold, type ViewFold } from '../../../plan/view/fold.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { NAMESPACE, WORKFLOW_ID } from './recorder.ts';

export interface ReadRun {
  changes: RecordedChange[];
  view: ExecutionView;
  /** What the reader says of itself when it cannot go on. */
  notices: string[];
}

/** Reads a run's facts as the API does: page by page, and then what no workflow task knows yet. */
export async function readRun(
  facts: readonly Fact[],
  { workflowId = WORKFLOW_ID, runId, pageSize = Infinity }: { workflowId?: string; runId: string; pageSize?: number },
): Promise<ReadRun> {
  const reader = new RunReader({ namespace: NAMESPACE, workflowId, runId });
  const changes: RecordedChange[] = [];
  for (let from = 0; from < facts.length; from += pageSize)
    changes.push(...(await reader.push(facts.slice(from, from + pageSize))));
  changes.push(...(await reader.flush()));
  const beginning = reader.beginning();
  if (beginning === null) throw new Error('The history holds no plan.');
  const { given, startedAt } = beginning;
  const fold = createViewFold(given.plan, { id: workflowId, runId, planHash: given.hash, startedAt });
  for (const { event } of changes) fold.apply(event);
  for (const event of reader.later()) fold.apply(event);
  const notices = changes.flatMap(({ event }) =>
    event.type === 'notice' && event.message.startsWith('From here on') ? [event.message] : [],
  );
  return { changes, view: fold.view(), notices };
}

/** Reads along while a run is recorded: whoever follows it sees at every moment what the workflow itself would show. */
export function createFollower(run: { runId: string; facts: readonly Fact[] }): { catchUp(): Promise<ExecutionView> } {
  const reader = new RunReader({ namespace: NAMESPACE, workflowId: WORKFLOW_ID, runId: run.runId });
  let read = 0;
  let fold: ViewFold | null = null;
  return {
    async catchUp() {
      const next = run.facts.slice(read);
      read = run.facts.length;
      const changes = [...(await reader.push(next)), ...(await reader.flush())];
      const { given, startedAt } = reader.beginning() ?? { startedAt: '' };
      if (given === undefined) throw new Error('The history holds no plan.');
      fold ??= createViewFold(given.plan, { id: WORKFLOW_ID, runId: run.runId, planHash: given.hash, startedAt });
      for (const { event } of changes) {
        if (event.type === 'notice' && event.message.startsWith('From here on')) throw new Error(event.message);
        fold.apply(event);
      }
      return fold.view();
    },
  };
}

/** A view without the times of its steps, decisions and end. */
export function withoutTimes(view: ExecutionView): unknown {
  const { startedAt: _started, finishedAt: _finished, links: _links, ...rest } = view;
  return {
    ...rest,
    steps: view.steps.map(({ startedAt: _a, finishedAt: _b, ...step }) => step),
    decisions: view.decisions.map(({ at: _at, ...decision }) => decision),
    notices: view.notices.map(({ at: _at, ...notice }) => notice),
  };
}
