/** Looks again at what could not be seen, with longer and longer pauses; one look at a time. */
export interface LookAgain {
  /** There may be something to look for: the pauses begin anew. */
  wake(): void;
  /** No look begins any more; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export interface LookAgainOptions {
  /** False: nothing is missing, and no look is made until the next `wake`. */
  isMissing: () => boolean;
  look: () => Promise<void>;
  /** How long before the look with this number, from 0. */
  pauseMs?: (looks: number) => number;
}

export function lookAgain({ isMissing, look, pauseMs = pauseOf }: LookAgainOptions): LookAgain {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let looks = 0;
  let isStopped = false;

  const plan = (): void => {
    clearTimeout(timer);
    if (isStopped || looking !== null || !isMissing()) return;
    timer = setTimeout(run, pauseMs(looks));
    // It must not keep a process alive that has nothing else to do.
    timer.unref();
  };
  const run = (): void => {
    looks += 1;
    looking = look().finally(() => {
      looking = null;
      plan();
    });
  };
  return {
    wake() {
      looks = 0;
      plan();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking?.catch(() => undefined);
    },
  };
}

/** From a second to half a minute: a server that is back is seen soon, and one that stays away is asked rarely. */
function pauseOf(looks: number): number {
  return Math.min(MAX_PAUSE_MS, 1_000 * 2 ** Math.min(looks, 10));
}

const MAX_PAUSE_MS = 30_000;
