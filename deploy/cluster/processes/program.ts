import { createWriteStream } from 'node:fs';
import { startGuarded } from '../../../cli/temporal/guarded-process.ts';

export interface ProgramOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  environment: Record<string, string | undefined>;
  /** Gets every line it writes. */
  logFile: string;
  /** How long it may take to end after SIGTERM. */
  graceMs?: number;
}

/** A process that is not started again. */
export interface Program {
  name: string;
  /** Resolves when a line it writes has this text in it. Throws with its last lines when it ends before. */
  said(text: string): Promise<void>;
  /** Throws with its last lines when it ends by itself; never resolves. */
  lives(): Promise<never>;
  /** SIGKILL of the process; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a program under a guard: nothing of it outlives this process. */
export function startProgram(options: ProgramOptions): Program {
  const { name, command, args, cwd, environment, logFile, graceMs } = options;
  const log = createWriteStream(logFile, { flags: 'a' });
  const listeners = new Set<(line: string) => void>();
  const onLine = (line: string): void => {
    log.write(`${line}\n`);
    for (const listen of listeners) listen(line);
  };
  const guarded = startGuarded(command, args, { cwd, environment, graceMs, onLine });
  let isKilled = false;
  const ended = guarded.exited.then(({ code, lastLines }) => {
    log.end();
    const lines = lastLines.slice(-5).map((line) => `\n  ${line.slice(0, 400)}`);
    return new Error(`${name} ended with code ${String(code)}. Its last lines:${lines.join('')}`);
  });
  return {
    name,
    async said(text) {
      const heard = new Promise<void>((resolve) =>
        listeners.add((line) => {
          if (line.includes(text)) resolve();
        }),
      );
      const end = await Promise.race([heard, ended]);
      if (end instanceof Error) throw end;
    },
    async lives() {
      const end = await ended;
      if (isKilled) return new Promise(() => undefined);
      throw end;
    },
    async kill() {
      isKilled = true;
      process.kill(-guarded.pid, 'SIGKILL');
      await guarded.exited;
    },
    async stop() {
      isKilled = true;
      await guarded.stop();
    },
  };
}
