import { appendFile } from 'node:fs/promises';
import { startGuarded } from '../../../cli/temporal/guarded-process.ts';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd: string;
  environment: Record<string, string | undefined>;
  /** Gets the command and everything it says. */
  logFile: string;
  timeoutMs: number;
}

/** Runs a program to its end; after `timeoutMs` it is stopped with everything it has started, and gives code null. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<Ran> {
  const { cwd, environment, logFile, timeoutMs } = options;
  const said = { stdout: [] as string[], stderr: [] as string[] };
  const child = startGuarded(command, args, {
    cwd,
    environment,
    onLine: (line, stream) => said[stream].push(line),
  });
  const timer = setTimeout(() => void child.stop(), timeoutMs);
  const { code: ended, expected: isLate } = await child.exited;
  clearTimeout(timer);
  const code = isLate ? null : ended;
  const [stdout, stderr] = [said.stdout.join('\n'), said.stderr.join('\n')];
  const line = [command, ...args].join(' ').replaceAll(/Bearer \S+/g, 'Bearer …');
  await appendFile(logFile, `$ ${line}\n${stdout}\n${stderr}\n→ ${String(code)}\n\n`);
  return { code, stdout, stderr };
}
