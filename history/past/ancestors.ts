import type { Client } from '@temporalio/client';
import { insideChild, pathOfChild } from '../../plan/path.ts';
import type { Fact } from '../fact.ts';
import { describeRun } from '../reading/describe.ts';
import { readLineage, unreadable, type LineageRun } from './lineage.ts';
import { readRecoveries } from './recovery.ts';

/** An execution that another one is a child of: what it did may have undone the child. */
export interface Ancestor {
  /** How its histories call what is inside of the child: `child`, `child/grandchild`. */
  path: string;
  /** Every run of it, and of its recoveries. */
  runs: Fact[][];
}

/** The executions around a child, the nearest first; none for one that nobody started as a child. */
export async function readAncestors(
  client: Client,
  lineage: readonly LineageRun[],
  beat: () => void,
): Promise<Ancestor[]> {
  const ancestors: Ancestor[] = [];
  let child = lineage[0]?.run;
  for (let inner: string | null = null; child?.parent != null;) {
    beat();
    const { workflowId, runId } = child.parent;
    const named = pathOfChild(workflowId, child.workflowId);
    // Started as a child by something that is none of ours.
    if (named === null) break;
    inner = inner === null ? named.path : insideChild(named.path, inner);
    const parent = await describeRun(client, workflowId, runId);
    if (parent === null) throw unreadable(workflowId, runId);
    const runs = await readLineage(client, { workflowId, firstRunId: parent.firstRunId, asking: null }, beat);
    const recoveries = await readRecoveries(client, runs, beat);
    const all = [...runs, ...recoveries.flatMap((recovery) => recovery.runs)];
    ancestors.push({ path: inner, runs: all.map(({ facts }) => facts) });
    child = parent;
  }
  return ancestors;
}
