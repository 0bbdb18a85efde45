import { startGuarded } from './guarded-process.ts';
import type { GuardedOptions, GuardedProcess, ProcessEnd } from './guarded-process.ts';

export interface RunOptions extends GuardedOptions {
  signal?: AbortSignal;
  /** How often `onTick` is called while the program works. */
  everyMs: number;
  onTick(running: GuardedProcess): void;
}

/** Runs a program under a guard until it ends. Throws the signal's reason, with nothing left running, when it is aborted. */
export async function runToEnd(command: string, args: readonly string[], options: RunOptions): Promise<ProcessEnd> {
  options.signal?.throwIfAborted();
  const running = startGuarded(command, args, options);
  const stop = () => void running.stop();
  options.signal?.addEventListener('abort', stop);
  const timer = setInterval(() => {
    options.onTick(running);
  }, options.everyMs);
  const end = await running.exited;
  clearInterval(timer);
  options.signal?.removeEventListener('abort', stop);
  options.signal?.throwIfAborted();
  return end;
}
