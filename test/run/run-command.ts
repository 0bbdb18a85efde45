import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';

export interface Command {
  command: string;
  args: string[];
  environment?: NodeJS.ProcessEnv;
  /** Works only when nobody else wants the processor. */
  isPatient?: boolean;
}

/** What it says is shown while it says it. Gives the exit code. */
export function runLoudly(command: Command): Promise<number> {
  return ended(start(command, 'inherit'));
}

/** What it says is kept, in the order in which it came. */
export async function runQuietly(command: Command): Promise<{ code: number; said: string }> {
  const child = start(command, 'pipe');
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  return { code: await ended(child), said };
}

function start({ command, args, environment, isPatient }: Command, output: 'inherit' | 'pipe'): ChildProcess {
  const child = spawn(command, args, { env: environment ?? process.env, stdio: ['ignore', output, output] });
  if (isPatient === true && child.pid !== undefined) setPriority(child.pid, PATIENT);
  return child;
}

/** As `nice` has it by default; what the child starts inherits it. */
const PATIENT = 10;

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
