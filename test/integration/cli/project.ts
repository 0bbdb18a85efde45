import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runCli } from '../../../cli/program.ts';
import { testContext } from '../../cli/support/test-context.ts';
import { asLongAsItMoves } from '../../support/progress.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));
const main = join(repository, 'dist', 'cli', 'main.js');
const SERVERS = ['inventory', 'payment', 'logistics', 'crm'];

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A project folder of its own on the built sample servers of the order saga; `definitions` are YAML by file name. */
export function createProject(definitions: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sagaflow-project-'));
  mkdirSync(join(folder, 'definitions'));
  const lines = SERVERS.flatMap((name) => [
    `  ${name}_server:`,
    '    command: node',
    `    args: [${JSON.stringify(join(repository, 'dist', 'samples', `${name}.js`))}]`,
    '    trusted: true',
    '    idempotency: meta',
    '    atomic_errors: true',
    '    late_calls: refused',
  ]);
  writeFileSync(join(folder, 'platform.yaml'), `${['mcpServers:', ...lines].join('\n')}\n`);
  cpSync(
    join(repository, 'definitions', 'order_processing_saga.yaml'),
    join(folder, 'definitions', 'order_processing_saga.yaml'),
  );
  for (const [name, yaml] of Object.entries(definitions)) writeFileSync(join(folder, 'definitions', name), yaml);
  return {
    folder,
    write: (file: string, content: string) => writeFileSync(join(folder, file), content),
    remove: () => rmSync(folder, { recursive: true, force: true }),
    /** What is in force by the servers' own journals: the sum of all changes. */
    net(): number {
      let sum = 0;
      for (const name of SERVERS) {
        for (const line of readJournal(join(folder, '.sagaflow', 'samples', `${name}_server.jsonl`))) {
          sum += line.event === 'applied' || line.event === 'tombstoned' ? (line.effect?.change ?? 0) : 0;
        }
      }
      return sum;
    },
  };
}

interface JournalLine {
  event: string;
  effect?: { change: number };
}

function readJournal(file: string): JournalLine[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalLine);
  } catch {
    return [];
  }
}

/** Starts the built command; nothing of this process's own settings of Sagaflow or Temporal reaches it. */
export function startCli(args: string[], cwd: string, environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, SAGAFLOW_CACHE_DIR } = process.env;
  return { PATH, HOME, ...(SAGAFLOW_CACHE_DIR === undefined ? {} : { SAGAFLOW_CACHE_DIR }) };
}

/** Runs a command to its end in this process, from sources: all but `main.ts`, and without the second that a new process takes to load. */
export async function cliHere(args: string[], cwd: string, environment: Record<string, string> = {}): Promise<Ended> {
  const world = { cwd, environment: { ...cleanEnvironment(), ...environment }, startedAt: Date.now() };
  const { context, stdout, stderr } = testContext(world);
  const code = await runCli(args, context);
  return { code, out: stdout.text(), err: stderr.text() };
}

/** Runs the built command to its end, in a process of its own. */
export async function cli(args: string[], cwd: string, environment: Record<string, string> = {}): Promise<Ended> {
  const child = startCli(args, cwd, environment);
  if (child.stdout === null || child.stderr === null) throw new Error('The command has no output.');
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, out, err };
}

/** Settles when the process has written the text; rejects when it ended before, and when it says nothing more. */
export function untilItSays(child: ChildProcess, words: string): Promise<string> {
  let seen = '';
  const said = new Promise<string>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      seen += chunk.toString();
      if (seen.includes(words)) resolve(seen);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`It ended without saying "${words}". It said:\n${seen}`)));
  });
  return asLongAsItMoves(`a process to say "${words}"`, said, () => seen);
}

/** Asks the process to stop, as Ctrl-C does, and gives its exit code. */
export async function interrupt(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const closed = once(child, 'close') as Promise<[number | null]>;
  child.kill('SIGINT');
  const [code] = await closed;
  return code;
}
