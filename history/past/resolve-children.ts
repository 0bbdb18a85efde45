import type { Client } from '@temporalio/client';
import type { PastChild } from '../../plan/past.ts';
import { asHanded } from '../decode/checked.ts';
import { handedWith, type FoldedChild } from './fold-children.ts';
import { readEnd } from '../reading/facts.ts';
import { leftNothing } from '../../plan/failure-types.ts';
import { recoveryOf } from './recovery.ts';
import { describeRun } from '../reading/describe.ts';
import type { Undoings } from './undoings.ts';

/** How children ended that the parent's runs did not see end well: they are asked themselves. */
export async function resolveChildren(
  client: Client,
  children: readonly FoldedChild[],
  undoings: Undoings,
  beat: () => void,
): Promise<PastChild[]> {
  const resolved: PastChild[] = [];
  for (const { wasStarted, ...child } of children) {
    beat();
    const isOver = child.end === 'completed' || child.end === 'nothing';
    if (isOver) {
      resolved.push(child);
      continue;
    }
    const { end, handed } = await askChild(client, child, wasStarted);
    resolved.push({ ...child, end, ...handedWith(child, handed, undoings) });
  }
  return resolved;
}

async function askChild(
  client: Client,
  { id, end, handed }: PastChild,
  wasStarted: boolean,
): Promise<Pick<PastChild, 'end' | 'handed'>> {
  const run = await describeRun(client, id);
  if (run === null) return { end: wasStarted || end === 'unclear' ? 'unclear' : 'nothing', handed };
  switch (run.status) {
    case 'running':
    case 'continued':
      return { end: 'open', handed };
    case 'canceled':
      return { end: 'nothing', handed };
    case 'completed': {
      const own = asHanded((await readEnd(client, run))?.result);
      return own === null ? { end: 'unclear', handed } : { end: 'completed', handed: own };
    }
    case 'failed': {
      const failureType = (await readEnd(client, run))?.failure?.type;
      return { end: leftNothing(failureType) ? 'nothing' : 'unclear', handed };
    }
    case 'terminated': {
      const { kind } = await recoveryOf(client, id, run.firstRunId);
      return { end: kind === 'undone' ? 'nothing' : 'unclear', handed };
    }
  }
}
