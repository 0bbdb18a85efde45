import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.ts';
import { GO_SIGNAL } from './definition.ts';
import type { ChildMessage, ChildTask } from './memory-worker.ts';
import { inTurns, type Paired } from './statistics.ts';
import type { Side } from './workers.ts';

export interface MemoryLoad {
  executions: number;
  steps: number;
  rounds: number;
}

/** Megabytes of a fresh worker process that holds so many open executions, each after some steps. */
export async function workerMemory(
  sides: Record<Side, Contender>,
  place: Omit<ChildTask, 'side' | 'calls'>,
  { executions, steps, rounds }: MemoryLoad,
): Promise<Paired> {
  const measure = (contender: Contender) => async (): Promise<number> => {
    const child = startChild({ ...place, side: contender.side, calls: executions * steps });
    try {
      await told(child, 'ready');
      const loaded = told(child, 'loaded');
      const handles = await Promise.all(Array.from({ length: executions }, () => contender.startWaiting(steps)));
      const { rssBytes } = await loaded;
      // That all of them still end shows that all of them were open.
      await Promise.all(handles.map((handle) => handle.signal(GO_SIGNAL)));
      await Promise.all(handles.map((handle) => handle.result()));
      return rssBytes / 1024 ** 2;
    } finally {
      await end(child);
    }
  };
  return inTurns(rounds, { definition: measure(sides.definition), handWritten: measure(sides['hand-written']) }, 0);
}

function startChild(task: ChildTask): ChildProcess {
  const script = fileURLToPath(new URL('memory-worker.ts', import.meta.url));
  return fork(script, [JSON.stringify(task)], { execArgv: [...process.execArgv, '--expose-gc'] });
}

function told<K extends ChildMessage['kind']>(child: ChildProcess, kind: K): Promise<ChildMessage & { kind: K }> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === kind) resolve(message as ChildMessage & { kind: K });
    });
    child.once('exit', (code) => reject(new Error(`The worker process ended with code ${String(code)}.`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.send({ kind: 'stop' });
  await exited;
}
