import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StubIsReady } from './stub-temporal.ts';

export interface RunningStub {
  address: string;
  stop(): Promise<void>;
}

/** The stub in a process of its own, as Temporal is. */
export async function startStub(): Promise<RunningStub> {
  const child = fork(fileURLToPath(new URL('stub-temporal.ts', import.meta.url)));
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => {
    throw new Error(`The stub ended with code ${String(code)}.`);
  });
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [StubIsReady];
  return {
    address: ready.address,
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
