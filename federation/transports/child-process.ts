import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';

const stdinPatienceMs = 1_000;
const termPatienceMs = 1_000;
const drainPatienceMs = 500;

export interface ChildCommand {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * Starts a server in a process group of its own, so that the children it starts (npx, shells) can be stopped with it.
 * Rejects with the reason when the command does not exist or may not be run.
 *
 * When this process dies without stopping anything (SIGKILL), the child sees the end of its stdin; ending there is what the
 * stdio transport asks of servers.
 */
export async function startChild(command: ChildCommand): Promise<ChildProcessWithoutNullStreams> {
  if (!existsSync(command.cwd)) throw new Error(`its folder ${command.cwd} does not exist`);
  const child = spawn(resolveCommand(command), command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: process.platform !== 'win32',
    shell: false,
    stdio: 'pipe',
    windowsHide: true,
  });
  return new Promise((started, failed) => {
    child.once('spawn', () => {
      started(child);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      failed(new Error(describeSpawnError(command.command, error), { cause: error }));
    });
  });
}

/** Close stdin, wait, SIGTERM to the group, wait, SIGKILL to the group. Settles when the process has ended. */
export async function stopChild(child: ChildProcessWithoutNullStreams): Promise<void> {
  const ended = hasEnded(child)
    ? Promise.resolve()
    : new Promise<void>((done) =>
        child.once('exit', () => {
          done();
        }),
      );
  child.stdin.end();
  if (!(await within(ended, stdinPatienceMs))) {
    signalGroup(child, 'SIGTERM');
    if (!(await within(ended, termPatienceMs))) signalGroup(child, 'SIGKILL');
    await ended;
  }
  await stopRemainingGroup(child);
  // What it wrote last may still be in the pipes; a process that left the group must not keep them open for ever.
  await within(pipesClosed(child), drainPatienceMs);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
}

/** Members of the group that outlived their leader. */
async function stopRemainingGroup(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (!signalGroup(child, 'SIGTERM')) return;
  for (let waitedMs = 0; waitedMs < termPatienceMs; waitedMs += 50) {
    if (!signalGroup(child, 0)) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  signalGroup(child, 'SIGKILL');
}

function resolveCommand({ command, cwd }: ChildCommand): string {
  const isPath = command.includes('/') || command.includes(sep);
  return isPath && !isAbsolute(command) ? resolve(cwd, command) : command;
}

function describeSpawnError(command: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return `the command "${command}" does not exist`;
  if (error.code === 'EACCES') return `the command "${command}" may not be run`;
  return `the command "${command}" did not start (${error.code ?? error.message})`;
}

function hasEnded(child: ChildProcessWithoutNullStreams): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function pipesClosed(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.stdout.closed && child.stderr.closed) return Promise.resolve();
  return new Promise((done) =>
    child.once('close', () => {
      done();
    }),
  );
}

/** False when nobody is left to receive the signal. */
function signalGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

async function within(ended: Promise<void>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resume) => {
    timer = setTimeout(() => {
      resume(false);
    }, patienceMs);
  });
  const inTime = await Promise.race([ended.then(() => true), patience]);
  clearTimeout(timer);
  return inTime;
}
