import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { GUARD_SCRIPT } from './guard-script.ts';

/** How a guarded program ended. `code` is 128 + the signal's number when a signal ended it. */
export interface ProcessEnd {
  code: number | null;
  /** Whether `stop` was called before. */
  expected: boolean;
  /** The last lines it wrote, oldest first. */
  lastLines: string[];
}

export interface GuardedProcess {
  /** Process id of the guard, which is also the id of the process group everything it started lives in. */
  pid: number;
  exited: Promise<ProcessEnd>;
  /** Ends the program (SIGTERM, and SIGKILL after the grace); resolves when nothing of it is left. */
  stop: () => Promise<void>;
}

export interface GuardedOptions {
  cwd?: string;
  /** Without it the program inherits ours. */
  environment?: Record<string, string | undefined>;
  /** Each line the program writes. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void;
  /** How long the program may take to end after SIGTERM. */
  graceMs?: number;
}

const KEPT_LINES = 15;
const DEFAULT_GRACE_MS = 5_000;

/**
 * Starts a program in its own process group under a guard, so that a terminal's Ctrl-C does not reach it before us and nothing of it outlives
 * this process, not even after SIGKILL. A command that cannot be started ends with code 127 and the reason in `lastLines`.
 */
export function startGuarded(command: string, args: readonly string[], options: GuardedOptions = {}): GuardedProcess {
  const graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
  const guard = spawn(process.execPath, ['-e', GUARD_SCRIPT, '--', String(graceMs), command, ...args], {
    cwd: options.cwd,
    env: options.environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  guard.stdin.on('error', () => undefined); // the guard may be gone before its stdin is ended
  const lastLines: string[] = [];
  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    options.onLine?.(line, stream);
  };
  readLines(guard.stdout, (line) => {
    onLine(line, 'stdout');
  });
  readLines(guard.stderr, (line) => {
    onLine(line, 'stderr');
  });
  let expected = false;
  const exited = untilGone(guard).then((code): ProcessEnd => ({ code, expected, lastLines }));
  const stop = async () => {
    expected = true;
    guard.stdin.end();
    const lastResort = setTimeout(() => {
      signalGroup(guard.pid, 'SIGKILL');
    }, graceMs + 2_000);
    await exited;
    clearTimeout(lastResort);
  };
  return { pid: guard.pid ?? 0, exited, stop };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}

async function untilGone(guard: ChildProcess): Promise<number | null> {
  const closed = once(guard, 'close').catch(() => undefined);
  const code = await new Promise<number | null>((resolve) => {
    guard.once('exit', resolve);
    guard.once('error', () => {
      resolve(127);
    });
  });
  // A guard that was itself killed leaves its program behind: end the rest of the group.
  signalGroup(guard.pid, 'SIGKILL');
  await closed;
  return code;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nothing is left of the group, which is what we want.
  }
}
