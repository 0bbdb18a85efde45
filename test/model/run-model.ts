import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BASELINES } from './baselines.ts';
import type { Part, PartResult } from './parts.ts';
import { SHAPES, type Shape } from './shapes.ts';

export interface ModelOptions {
  /** Another copy of the sources to look at; null for this tree. */
  interpreter: string | null;
  /** Of so many scenarios of a shape one is played: 1 = all; null = none. */
  strides: Record<Shape, number | null>;
  randomRuns: number;
  resetRuns: number;
  /** Runs that are terminated, recovered and reset in any order. */
  lineageRuns: number;
  /** The most resets of one execution. */
  resets: number;
  seed: number;
  workers: number;
  /** A process that takes longer is ended, and the model fails: an interpreter with a bug in it may never come to rest. */
  timeoutMs: number;
  /** Repeats one counterexample of the given seed, without the batches around it. */
  path: string | null;
}

/** Plain JSON. */
export interface ModelReport {
  seed: number;
  workers: number;
  wallMs: number;
  parts: PartResult[];
  /** How many of the same scenarios hand-written logic closes with an effect left behind. */
  baselines: { name: string; scenarios: number; leftBehind: number }[];
  violated: number;
}

export const EVERYTHING: Omit<ModelOptions, 'seed'> = {
  interpreter: null,
  strides: { sequence: 1, parallel: 1 },
  randomRuns: 100_000,
  resetRuns: 20_000,
  lineageRuns: 20_000,
  resets: 3,
  workers: 2,
  timeoutMs: 900_000,
  path: null,
};

/** Plays the model in several processes at once; gives the sums. Throws when a process ended without a result. */
export async function runModel(options: ModelOptions): Promise<ModelReport> {
  const begun = Date.now();
  const shares = Array.from({ length: options.workers }, (_, worker) => shareOf(options, worker));
  const results = await Promise.all(shares.map((parts) => runWorker(options, parts)));
  const sums = addUp(results.flat());
  const parts = sums.filter(({ name }) => name !== 'baselines');
  const baseline = sums.find(({ name }) => name === 'baselines');
  return {
    seed: options.seed,
    workers: options.workers,
    wallMs: Date.now() - begun,
    parts,
    baselines: BASELINES.map(({ name }) => ({
      name,
      scenarios: baseline?.scenarios ?? 0,
      leftBehind: baseline?.counts[name] ?? 0,
    })),
    violated: parts.reduce((sum, { violated }) => sum + violated, 0),
  };
}

function shareOf(options: ModelOptions, worker: number): Part[] {
  const { strides, randomRuns, resetRuns, lineageRuns, resets, seed, workers, path } = options;
  const exhaustive = SHAPES.flatMap((shape): Part[] => {
    const stride = strides[shape];
    return stride === null ? [] : [{ kind: 'exhaustive', shape, first: stride * worker, stride: stride * workers }];
  });
  const share = (runs: number): number => Math.ceil(runs / workers);
  const own = path === null ? (seed * 31 + worker) | 0 : seed;
  const random = (runs: number, most: number, terminates = 0): Part[] =>
    runs === 0 ? [] : [{ kind: 'random', seed: own, runs: share(runs), resets: most, terminates, path }];
  const baselines: Part = { kind: 'baselines', first: worker, stride: workers };
  return [
    ...exhaustive,
    ...random(randomRuns, 0),
    ...random(resetRuns, resets),
    ...random(lineageRuns, resets, 2),
    baselines,
  ];
}

function runWorker({ interpreter, timeoutMs }: ModelOptions, parts: Part[]): Promise<PartResult[]> {
  const file = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const args = ['--import', 'tsx', file, JSON.stringify({ interpreter, parts })];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(output) as PartResult[]);
      else if (signal !== null) reject(new Error(`A worker of the model was ended by ${signal}: it takes too long.`));
      else reject(new Error(`A worker of the model ended with code ${code ?? 'none'}.`));
    });
  });
}

function addUp(results: PartResult[]): PartResult[] {
  const sums = new Map<string, PartResult>();
  for (const one of results) {
    const sum = sums.get(one.name);
    if (sum === undefined) {
      sums.set(one.name, structuredClone(one));
      continue;
    }
    sum.scenarios += one.scenarios;
    sum.violated += one.violated;
    sum.cpuMs += one.cpuMs;
    sum.violations.push(...one.violations);
    for (const [name, count] of Object.entries(one.counts)) sum.counts[name] = (sum.counts[name] ?? 0) + count;
  }
  return [...sums.values()];
}
