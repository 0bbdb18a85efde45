import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json } from '../../plan/json.ts';
import type { Past } from '../../plan/past.ts';
import { createCancelToken } from '../../workflows/interpreter/cancel-token.ts';
import type { Effects } from '../../workflows/interpreter/effects.ts';
import { misfit } from '../../workflows/misfit.ts';
import type { RecoveryWorld } from '../../workflows/recover.ts';
import { createCommands, type Commands } from './commands.ts';

/** Hears what steps, their iterations and their tools ended with. */
export type OnEnded = (path: string, output: Json) => void;

/** One workflow task: what the workflow knew when it ran, besides what had come. */
export interface TaskInfo {
  /** Milliseconds since the epoch. */
  at: number;
  isLong: boolean;
}

/** The world as a recorded execution saw it: the interpreter's third `Effects`, after Temporal's and the tests'. */
export interface HistoryWorld {
  readonly effects: Effects;
  readonly recovery: RecoveryWorld;
  readonly commands: Commands;
  beginTask(info: TaskInfo): void;
  /** The history has a marker of this name: the execution has come to that change. */
  learnPatch(id: string): void;
  /** The recovery was told to stand down, maybe before it was there. */
  standDown(): void;
  /** Asks again what waits for a condition. */
  unblock(): boolean;
  /** Lets everything go on that can, as Temporal does at the end of a task. */
  settle(): Promise<void>;
}

export function createHistoryWorld(
  observe: (event: ExecutionEvent) => void,
  /** The run looks at the past, so it is a reset one: the state says so. */
  onPast: () => void,
  /** What a step ended with, for who asks for it. */
  onEnded?: OnEnded,
): HistoryWorld {
  const patches = new Set<string>();
  let task: TaskInfo = { at: 0, isLong: false };
  let waiting: { predicate: () => boolean; resolve: () => void }[] = [];
  let looks = 0;
  let isSuperseded = false;

  const until = (predicate: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (predicate()) resolve();
      else waiting.push({ predicate, resolve });
    });
  const patched = (id: string): boolean => patches.has(id);
  const commands = createCommands(patched);
  const unblock = (): boolean => {
    let isAny = false;
    // As long as one of them lets another go on: a predicate may hold because of what the first has taken.
    for (let ready = waiting.filter(holds); ready.length > 0; ready = waiting.filter(holds)) {
      isAny = true;
      waiting = waiting.filter((one) => !ready.includes(one));
      for (const { resolve } of ready) resolve();
    }
    return isAny;
  };
  /** The same questions in the same order as `workflows/effects/past-watch.ts` puts them on replay. */
  const past = (): Promise<Past | 'unreadable'> | null => {
    looks += 1;
    if (!patched(`past#${looks}`)) return null;
    onPast();
    return commands.readPast().then((read) => ('unreadable' in read ? 'unreadable' : read));
  };

  return {
    commands,
    beginTask: (info) => {
      task = info;
    },
    learnPatch: (id) => {
      patches.add(id);
    },
    standDown: () => {
      isSuperseded = true;
    },
    unblock,
    async settle() {
      do {
        // Every promise that can go on has done so before the event loop comes to this.
        await new Promise<void>((resolve) => setImmediate(resolve));
      } while (unblock() || commands.dropCanceled());
    },
    recovery: {
      readPast: () => commands.readPast(),
      sleep: async (_ms, label) => {
        const over = createCancelToken();
        await Promise.race([commands.timer(label, over), until(() => isSuperseded)]);
        over.cancel();
      },
      isSuperseded: () => isSuperseded,
      patched,
    },
    effects: {
      now: () => task.at,
      call: (request, cancel) => commands.call(request, cancel),
      child: (request, cancel) => commands.child(request, cancel),
      timer: (_ms, label, cancel) => commands.timer(label, cancel),
      until: (predicate) => asInScope(() => until(predicate)),
      laterRun: () => commands.laterRun(),
      past,
      historyIsLong: () => task.isLong,
      patched,
      misfit,
      observe,
      ...(onEnded === undefined ? {} : { ended: onEnded }),
    },
  };
}

/**
 * As many turns of the promise queue later as in the workflow, where a condition is awaited in a cancellation scope: what is started before a
 * cancel takes effect depends on it.
 */
async function asInScope(condition: () => Promise<void>): Promise<void> {
  const inContext = async (): Promise<void> => {
    await (async () => condition())();
  };
  await inContext();
}

function holds({ predicate }: { predicate: () => boolean }): boolean {
  return predicate();
}
