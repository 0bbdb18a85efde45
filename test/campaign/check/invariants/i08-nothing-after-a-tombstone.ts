import type { Invariant } from '../types.ts';

export const nothingAfterATombstone: Invariant = {
  id: 'I8',
  reading:
    'No effect is applied after its tombstone: once the ledger has taken note that a key is undone, or has applied its compensation, nothing is applied under that key any more. Checked for every key that a compensation named. On a server that keeps no tombstones this rests on `late_calls: refused` or on the quiet period (S16).',
  check({ journal }) {
    const buried = new Map<string, number>();
    const violations = [];
    for (const { seq, event, key, compensates, tool, execution } of journal) {
      const isUndo = compensates !== null && (event === 'tombstoned' || event === 'applied');
      if (isUndo && !buried.has(compensates)) buried.set(compensates, seq);
      const buriedAt = buried.get(key ?? '');
      if (event !== 'applied' || buriedAt === undefined) continue;
      const what = `${tool} of ${execution?.step ?? '?'} was applied (seq ${seq}) after its key ${key ?? ''} was undone (seq ${buriedAt})`;
      violations.push({ execution: execution?.id ?? '', what });
    }
    return { checked: buried.size, violations };
  },
};
