import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serialiseLock } from '../compiler/lock/serialise-lock.ts';
import { definitionOf, PLATFORM_YAML, type Ground } from './definition.ts';
import { median } from './statistics.ts';

export interface CommandLineFigures {
  /** Seconds. */
  validate: number;
  /** Milliseconds until `sagaflow --version` has ended, of which `node` itself needs `nodeMs`. */
  startMs: number;
  nodeMs: number;
}

const VALIDATED_STEPS = 5;

/** Wall time of the built command in a project of so many files, the process's start included; null when it is not built. */
export async function measureCommandLine(
  ground: Ground,
  files: number,
  rounds: number,
): Promise<CommandLineFigures | null> {
  if (!existsSync(MAIN)) return null;
  const folder = await createProject(ground, files);
  try {
    const figures = { validate: [] as number[], start: [] as number[], node: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      figures.validate.push(await timed([MAIN, 'validate'], folder));
      figures.start.push(await timed([MAIN, '--version'], folder));
      figures.node.push(await timed(['--eval', ''], folder));
    }
    const { validate, start, node } = figures;
    return { validate: median(validate) / 1000, startMs: median(start), nodeMs: median(node) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The built command. */
export const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

async function createProject({ catalog }: Ground, files: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-bench-'));
  await mkdir(join(folder, 'definitions'));
  await writeFile(join(folder, 'platform.yaml'), PLATFORM_YAML);
  await writeFile(join(folder, 'tools.lock.json'), serialiseLock(catalog));
  const names = Array.from({ length: files }, (_, index) => `definition_${index}`);
  const write = (name: string): Promise<void> =>
    writeFile(join(folder, 'definitions', `${name}.yaml`), definitionOf(name, VALIDATED_STEPS));
  await Promise.all(names.map(write));
  return folder;
}

async function timed(args: string[], cwd: string): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, args, { cwd });
  return performance.now() - began;
}
