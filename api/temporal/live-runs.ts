import type { Client } from '@temporalio/client';
import { RunReader, type RecordedChange, type RunBeginning } from '../../history/read-run.ts';
import { decodePage } from '../../history/reading/facts.ts';
import { readPages, type RunOf } from '../../history/reading/pages.ts';

/** Runs that somebody follows: each is read and interpreted once, however many follow it. */
export interface LiveRuns {
  follow(run: RunOf, signal: AbortSignal | undefined): FollowedRun;
}

export interface FollowedRun {
  /** Every change of the run from its first to the last, then the ones to come; ends with the run, or when the signal aborts. */
  changes: AsyncIterable<LiveChange>;
  /** The run that goes on where this one has ended; null when there is none. */
  next(): string | null;
}

export interface LiveChange extends RecordedChange {
  beginning: RunBeginning;
  /** No other change with this event follows. */
  isLastOfEvent: boolean;
  /** Nothing more has been read yet. */
  isLatest: boolean;
}

export function createLiveRuns(client: Client): LiveRuns {
  const runs = new Map<string, LiveRun>();
  const leave = (runId: string, live: LiveRun): void => {
    live.followers -= 1;
    if (live.followers > 0) return;
    if (runs.get(runId) === live) runs.delete(runId);
    live.close();
  };
  return {
    follow(run, signal) {
      let live = runs.get(run.runId);
      // One that could not be read is tried anew.
      if (live === undefined || live.problem !== null) live = openLiveRun(client, run);
      const followed = live;
      runs.set(run.runId, followed);
      followed.followers += 1;
      return {
        changes: changesOf(followed, signal, () => {
          leave(run.runId, followed);
        }),
        next: () => {
          const end = followed.reader.end();
          return end?.kind === 'continued' && end.nextRunId !== '' ? end.nextRunId : null;
        },
      };
    },
  };
}

interface LiveRun {
  followers: number;
  readonly reader: RunReader;
  readonly changes: RecordedChange[];
  /** Resolves with the next change, or when the end is known; a new one each time. */
  moved: Promise<void>;
  isOver: boolean;
  problem: unknown;
  close(): void;
}

function openLiveRun(client: Client, run: RunOf): LiveRun {
  const { namespace } = client.options;
  const abort = new AbortController();
  const reader = new RunReader({ namespace, ...run });
  let move: () => void = () => undefined;
  const nextMove = (): Promise<void> =>
    new Promise((resolve) => {
      move = resolve;
    });
  const live: LiveRun = {
    followers: 0,
    reader,
    changes: [],
    moved: nextMove(),
    isOver: false,
    problem: null,
    close: () => {
      abort.abort();
    },
  };
  const tell = (): void => {
    const wake = move;
    live.moved = nextMove();
    wake();
  };
  const read = async (): Promise<void> => {
    for await (const events of readPages(client, run, { isLive: true, signal: abort.signal })) {
      const facts = await decodePage(client, events, { readsRequests: false });
      live.changes.push(...(await reader.push(facts)), ...(await reader.flush()));
      tell();
    }
  };
  void read()
    .catch((error: unknown) => {
      live.problem = error;
    })
    .finally(() => {
      live.isOver = true;
      tell();
    });
  return live;
}

async function* changesOf(
  live: LiveRun,
  signal: AbortSignal | undefined,
  leave: () => void,
): AsyncGenerator<LiveChange> {
  const gone = aborted(signal);
  try {
    for (let next = 0; signal?.aborted !== true;) {
      const change = live.changes[next];
      const beginning = live.reader.beginning();
      if (change !== undefined && beginning !== null) {
        next += 1;
        const following = live.changes[next];
        const isLatest = following === undefined;
        yield { ...change, beginning, isLastOfEvent: following?.eventId !== change.eventId, isLatest };
      } else if (live.problem !== null) throw live.problem instanceof Error ? live.problem : new Error(UNREAD);
      else if (live.isOver) return;
      else await Promise.race([live.moved, gone]);
    }
  } finally {
    leave();
  }
}

const UNREAD = 'The history could not be read.';

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
