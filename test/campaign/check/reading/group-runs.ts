import type { Execution, Run, Saga } from '../types.ts';
import { ancestry } from './decided.ts';
import { groupBy } from './group-by.ts';
import { textAt } from './json.ts';

/** Every start with all its runs, the children it had and the recoveries that undid it after it was terminated. */
export function groupRuns(runs: readonly Run[]): Saga[] {
  const executions = groupExecutions(runs);
  const isRoot = ({ id, latest }: Execution): boolean => latest.parentId === null && !id.includes(RECOVERY);
  const sagas = executions
    .filter(isRoot)
    .map((root): Saga => ({ id: root.id, root, children: [], recoveries: [], recovery: null }));
  for (const execution of executions) {
    if (isRoot(execution)) continue;
    const saga = sagas.find(({ root }) => belongsTo(execution, root));
    if (saga === undefined) throw new Error(`${execution.id} belongs to no execution that is in this run folder.`);
    if (execution.id.startsWith(`${saga.id}${RECOVERY}`)) saga.recoveries.push(execution);
    else saga.children.push(execution);
  }
  for (const saga of sagas) saga.recovery = recoveryOf(saga.root, saga.recoveries);
  return sagas;
}

const RECOVERY = '~recovery/';

function belongsTo({ id, latest }: Execution, root: Execution): boolean {
  if (!id.startsWith(`${root.id}~`)) return false;
  if (id.startsWith(`${root.id}${RECOVERY}`)) {
    const [of] = id.slice(root.id.length + RECOVERY.length).split('~');
    return root.firstRunId === of || root.runs.some(({ runId }) => runId === of);
  }
  return textAt(latest.carried, 'keyRoot') === root.firstRunId;
}

/**
 * The recovery of the latest run, and not of one before it: that knows nothing of what was done since. One that was terminated itself is
 * spoken for by its own.
 */
function recoveryOf({ id, latest }: Execution, all: readonly Execution[]): Execution | null {
  const own = all.find((one) => one.id === `${id}${RECOVERY}${latest.runId}`);
  if (own === undefined) return null;
  const isTerminated = own.latest.close?.kind === 'terminated';
  return (isTerminated ? recoveryOf(own, all) : null) ?? own;
}

function groupExecutions(runs: readonly Run[]): Execution[] {
  const groups = groupBy(runs, ({ workflowId, firstRunId }) => `${workflowId} ${firstRunId}`);
  return [...groups.values()].flatMap((unordered) => {
    const ordered = unordered.toSorted((a, b) => a.createdAt - b.createdAt);
    const latest = ordered.at(-1);
    if (latest === undefined) return [];
    return [
      { id: latest.workflowId, firstRunId: latest.firstRunId, runs: ordered, latest, chain: ancestry(latest, ordered) },
    ];
  });
}
