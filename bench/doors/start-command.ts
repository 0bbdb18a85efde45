import { startGuarded, type GuardedProcess } from '../../cli/temporal/guarded-process.ts';
import { MAIN } from '../command-line.ts';
import type { DoorProject } from './project.ts';

/** Where a process finds Temporal, and what it serves there. */
export interface DoorPlace {
  address: string;
  namespace: string;
  taskQueue: string;
}

/** The built command in the project's folder. It ends with this process, and hears nothing of this process's own settings. */
export function startCommand(
  command: 'api' | 'worker',
  { folder }: DoorProject,
  { address, namespace, taskQueue }: DoorPlace,
  { environment, onLine }: { environment: Record<string, string>; onLine?: (line: string) => void },
): GuardedProcess {
  const { PATH, HOME } = process.env;
  const temporal = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, SAGAFLOW_TASK_QUEUE: taskQueue };
  return startGuarded(process.execPath, [MAIN, command], {
    cwd: folder,
    environment: { PATH, HOME, ...temporal, ...environment },
    graceMs: STOP_MS,
    ...(onLine === undefined ? {} : { onLine }),
  });
}

/** Longer than either process needs to let end what is under way. */
const STOP_MS = 20_000;

/** Settles as `ready` does; rejects, with its last lines, when the process has ended before, and stops it when it is not ready in time. */
export async function untilReady(name: string, started: GuardedProcess, ready: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The ${name} is not ready after ${READY_MS / 1000} s.`)), READY_MS);
  });
  const ended = started.exited.then(({ lastLines }) => {
    throw new Error(`The ${name} has ended before it was ready:\n${lastLines.join('\n')}`);
  });
  try {
    await Promise.race([ready, late, ended]);
  } catch (error) {
    await started.stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const READY_MS = 60_000;
