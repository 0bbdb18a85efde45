import type { WorkflowHandle } from '@temporalio/client';

/** One look at what is waited for: is it there, and what is to be seen of it? What is seen differs as soon as anything has moved. */
export interface Look<Found> {
  found?: Found;
  seen?: string;
}

/** So many looks in a row may see the same. Counted in looks, not in seconds: a busy machine looks more rarely, and so waits longer. */
export interface Patience {
  everyMs: number;
  stillLooks: number;
}

const OFTEN: Patience = { everyMs: 20, stillLooks: 3_000 };
/** Most executions of tests end sooner, and are never looked at. */
const RARELY: Patience = { everyMs: 5_000, stillLooks: 12 };

/**
 * Looks until it is there. Fails when nothing has moved for many looks, however long the whole takes: a slow machine is no failure, and
 * what hangs is found out. `what` ends the sentence "Nothing has moved while waiting for …".
 */
export async function whileItMoves<Found>(
  what: string,
  look: () => Look<Found> | Promise<Look<Found>>,
  patience = OFTEN,
): Promise<Found> {
  const watch = createWatch(what, patience);
  for (;;) {
    const { found, seen = '' } = await look();
    if (found !== undefined) return found;
    watch.hasSeen(seen);
    await pause(patience.everyMs);
  }
}

/** For facts that somebody else brings about. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  seen: () => string = () => '',
  patience = OFTEN,
): Promise<void> {
  await whileItMoves(what, async () => ((await isSo()) ? { found: true } : { seen: seen() }), patience);
}

/** The result of `work`, which nobody can look into, as long as what `look` sees moves. */
export async function asLongAsItMoves<Result>(
  what: string,
  work: Promise<Result>,
  look: () => string | Promise<string>,
  patience = RARELY,
): Promise<Result> {
  const ended = work.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  const watch = createWatch(what, patience);
  while ((await Promise.race([ended, pause(patience.everyMs)])) !== 'ended') watch.hasSeen(await look());
  return work;
}

/** What is to be seen of an execution from outside: its history grows, or an attempt of a call comes after another. */
export async function movesOf(handle: Pick<WorkflowHandle, 'describe'>): Promise<string> {
  const { historyLength, runId, raw } = await handle.describe();
  const attempts = raw.pendingActivities?.map(({ activityId, attempt }) => [activityId, attempt]);
  return JSON.stringify([runId, historyLength, attempts]);
}

function createWatch(what: string, { stillLooks }: Patience) {
  let last: string | null = null;
  let still = 0;
  return {
    hasSeen(seen: string): void {
      still = seen === last ? still + 1 : 1;
      last = seen;
      if (still < stillLooks) return;
      const shown = seen === '' ? '' : `: ${seen.slice(-2_000)}`;
      throw new Error(`Nothing has moved while waiting for ${what}${shown}`);
    },
  };
}

export function pause(ms = OFTEN.everyMs): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
