import type { Client } from '@temporalio/client';
import type { LedgerEntry } from '../../plan/ledger.ts';
import type { PastChild } from '../../plan/past.ts';
import { asHanded } from '../decode/checked.ts';
import { handedWith, type FoldedChild } from './fold-children.ts';
import { readEnd } from '../reading/facts.ts';
import { leftNothing } from '../../plan/failure-types.ts';
import { recoveryOf } from './recovery.ts';
import { describeRun } from '../reading/describe.ts';
import type { Undoings } from './undoings.ts';

/** How children ended: each is asked itself, because it may have gone on after its parent's runs saw it last. */
export async function resolveChildren(
  client: Client,
  children: readonly FoldedChild[],
  undoings: Undoings,
  beat: () => void,
): Promise<PastChild[]> {
  const resolved: PastChild[] = [];
  for (const { wasStarted, ...child } of children) {
    beat();
    if (child.end === 'nothing') {
      resolved.push(child);
      continue;
    }
    const asked = await askChild(client, child, wasStarted);
    const hasGoneSince = child.end === 'completed' && asked.end === 'nothing';
    const { end, handed } = child.end === 'completed' ? sinceCompleted(child, asked) : asked;
    const marked = handedWith(child, handed, undoings);
    resolved.push({ ...child, end, ...marked, ...(hasGoneSince ? { undone: 'done' } : {}) });
  }
  return resolved;
}

type Known = Pick<PastChild, 'end' | 'handed'>;

/** It has completed for its parent. Somebody may have reset it since: then what its latest run says counts. */
function sinceCompleted({ handed }: Known, asked: Known): Known {
  switch (asked.end) {
    case 'completed':
    case 'open':
      return asked;
    case 'nothing':
      return { end: 'completed', handed: handed === null ? null : { ...handed, ledger: allUndone(handed.ledger) } };
    case 'unclear':
      return { end: 'completed', handed };
  }
}

function allUndone(ledger: readonly LedgerEntry[]): LedgerEntry[] {
  return ledger.map((entry) => (entry.state === 'open' ? { ...entry, state: 'compensated' } : entry));
}

async function askChild(client: Client, { id, end, handed }: PastChild, wasStarted: boolean): Promise<Known> {
  const run = await describeRun(client, id);
  if (run === null) return { end: wasStarted || end === 'unclear' ? 'unclear' : 'nothing', handed };
  switch (run.status) {
    case 'running':
    case 'paused':
    case 'continued':
      return { end: 'open', handed: null };
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
      const { kind } = await recoveryOf(client, run);
      return { end: kind === 'undone' ? 'nothing' : 'unclear', handed };
    }
  }
}
