import type { DoorProject } from './project.ts';
import { startCommand, untilReady, type DoorPlace } from './start-command.ts';

/** `sagaflow worker` as a process of its own; resolves when it polls. */
export async function startWorkerProcess(project: DoorProject, place: DoorPlace): Promise<{ stop(): Promise<void> }> {
  let announce = (): void => undefined;
  const ready = new Promise<void>((resolve) => (announce = resolve));
  const worker = startCommand('worker', project, place, {
    // The reconciler's schedule would do work of its own in between.
    environment: { SAGAFLOW_RECONCILER: 'off' },
    onLine: (line) => {
      if (line.includes('worker is ready')) announce();
    },
  });
  await untilReady('worker', worker, ready);
  return worker;
}
