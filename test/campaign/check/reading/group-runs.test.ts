import { describe, expect, it } from 'vitest';
import type { Close, Run } from '../types.ts';
import { groupRuns } from './group-runs.ts';
import { isOnItsOwn } from './on-its-own.ts';

let time = 0;

/** A run with what grouping reads; runs come to be in the order in which they are made. */
function made(workflowId: string, runId: string, kind: Close['kind'] | null, more: Partial<Run> = {}): Run {
  const createdAt = (time += 10);
  const nothing = { eventId: 9, type: null, message: '', cause: null, step: null, told: null, notCompensated: [] };
  return {
    ...{ workflowId, runId, firstRunId: runId, workflowType: 'made', createdAt, continuedFrom: null, parentId: null },
    ...{ input: {}, plan: null, carried: null, calls: [], children: [], shown: [], decided: [], tasks: [] },
    close: kind === null ? null : { kind, at: createdAt + 5, ...nothing },
    recorded: { workflowId, history: {} },
    ...more,
  };
}

describe('a saga that was terminated, recovered, reset and terminated again', () => {
  const first = made('a/1', 'r1', 'terminated');
  const recovered = made('a/1~recovery/r1', 'x1', 'failed');
  const second = made('a/1', 'r2', 'terminated', { firstRunId: 'r1' });

  it('has no recovery that speaks for its latest run while there is only the first', () => {
    const [saga] = groupRuns([first, recovered, second]);
    expect(saga?.recoveries.map(({ id }) => id)).toEqual(['a/1~recovery/r1']);
    expect(saga?.recovery).toBeNull();
  });

  it('is spoken for by the recovery of its latest run, and where that was terminated by its own', () => {
    const other = made('a/1~recovery/r2', 'x2', 'terminated');
    const last = made('a/1~recovery/r2~recovery/x2', 'x3', 'failed');
    expect(groupRuns([first, recovered, second, other])[0]?.recovery?.id).toBe('a/1~recovery/r2');
    expect(groupRuns([first, recovered, second, other, last])[0]?.recovery?.id).toBe(last.workflowId);
  });
});

describe('a child', () => {
  const root = made('b/1', 'r1', 'failed');
  const carried = { keyRoot: 'r1' };
  const ofParent = { parentId: 'b/1', carried, createdAt: root.createdAt + 1 };

  it('belongs to its parent, and is on its own when it was reset after that had ended', () => {
    const child = made('b/1~kid@0', 'k1', 'completed', ofParent);
    const again = made('b/1~kid@0', 'k2', 'completed', { ...ofParent, firstRunId: 'k1', createdAt: time + 100 });
    const isAlone = (runs: Run[]): boolean[] =>
      groupRuns(runs).flatMap((saga) => saga.children.map((one) => isOnItsOwn(saga, one)));
    expect(isAlone([root, child])).toEqual([false]);
    expect(isAlone([root, child, again])).toEqual([true]);
  });
});
