import { join } from 'node:path';
import type { Desk } from '../world.ts';
import { startProgram, type Program } from './program.ts';

const WORKERS = 2;

/** `sagaflow worker`, twice, in the project's folder; resolves when both poll. */
export async function startWorkers(
  { root, folder, cleanup, say }: Desk,
  project: string,
  environment: Record<string, string | undefined>,
): Promise<Program[]> {
  const workers = Array.from({ length: WORKERS }, (_, index) => {
    const program = startProgram({
      name: `worker ${String(index + 1)}`,
      command: process.execPath,
      args: [join(root, 'dist/cli/main.js'), 'worker'],
      cwd: project,
      environment,
      logFile: join(folder, `worker-${String(index + 1)}.log`),
      graceMs: 15_000,
    });
    cleanup.add(() => program.stop());
    return program;
  });
  await Promise.all(workers.map((worker) => worker.said('worker is ready')));
  say(`${String(WORKERS)} workers are ready`);
  return workers;
}
