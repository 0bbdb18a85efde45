import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asLongAsItMoves } from './progress.ts';
import { testTemporal } from './temporal.ts';

export interface WorkerProcess {
  /** Kills it as a power failure would: nothing of it runs on. */
  kill(): Promise<void>;
  /** Stops it as an operator would. */
  stop(): Promise<void>;
  /** Everything it has logged. */
  log(): string;
}

/** `sagaflow worker` as a process of its own, for the project in `folder`; resolves when it polls. */
export async function startWorkerProcess(
  folder: string,
  taskQueue: string,
  environment: Record<string, string> = {},
): Promise<WorkerProcess> {
  const { address, namespace } = testTemporal();
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'worker'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      SAGAFLOW_TASK_QUEUE: taskQueue,
      ...environment,
    },
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    return closed;
  };
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('worker is ready')) resolve();
    });
    void closed.then(() => {
      reject(new Error(`The worker did not start: ${said}`));
    });
  });
  await asLongAsItMoves('a worker to be ready', ready, () => said);
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), log: () => said };
}
