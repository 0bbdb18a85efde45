import { createWriteStream } from 'node:fs';
import { startGuarded, type GuardedProcess } from '../../../cli/temporal/guarded-process.ts';

export interface ProgramOptions {
  args: string[];
  environment: Record<string, string | undefined>;
  cwd: string;
  /** Gets every line it writes. */
  logFile: string;
  /** It is ready when a line has this in it. */
  readyText: string;
}

/** A node process that is started again whenever it ends, until it is stopped. */
export interface Program {
  /** Resolves when the present process is ready. */
  ready(): Promise<void>;
  /** SIGKILL of the process and everything it started; the next one is started at once. */
  kill(): Promise<void>;
  /** SIGTERM, and the next one when it has ended by itself; resolves when that one is ready. */
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** How often it ended without having been killed. */
  deaths(): number;
  stop(): Promise<void>;
}

/** A worker lets its calls end for ten seconds. */
const GRACE_MS = 15_000;

export function runProgram(options: ProgramOptions): Program {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  let isOver = false;
  let isKilled = false;
  let deaths = 0;
  let current = launch();

  function launch(): { guarded: GuardedProcess; ready: Promise<void> } {
    let announce = (): void => undefined;
    const ready = new Promise<void>((resolve) => (announce = resolve));
    const { args, environment, cwd, readyText } = options;
    const onLine = (line: string): void => {
      log.write(`${line}\n`);
      if (line.includes(readyText)) announce();
    };
    const guarded = startGuarded(process.execPath, args, { cwd, environment, onLine, graceMs: GRACE_MS });
    void guarded.exited.then(() => {
      if (isOver) return;
      if (!isKilled) deaths += 1;
      isKilled = false;
      current = launch();
      void current.ready.then(announce);
    });
    return { guarded, ready };
  }
  const signal = (name: NodeJS.Signals): void => void process.kill(-current.guarded.pid, name);
  return {
    ready: () => current.ready,
    async kill() {
      isKilled = true;
      const { exited } = current.guarded;
      signal('SIGKILL');
      await exited;
    },
    async restart() {
      isKilled = true;
      await current.guarded.stop();
      await current.ready;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    deaths: () => deaths,
    async stop() {
      isOver = true;
      await current.guarded.stop();
      log.end();
    },
  };
}
