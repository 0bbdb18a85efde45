import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import type { Bug, Edit } from './bug.ts';
import { SEEDED_BUGS } from './seeded-bugs.ts';

export interface Planted {
  /** A copy of the sources with the bug in them, and its build in `dist`. To be removed by the caller. */
  folder: string;
  /** `cli/main.js` of that build. */
  main: string;
  /** What its workers run, for the replay. */
  bundle: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * A build of today's sources with one seeded bug in it. Throws when there is no such bug, or when it cannot be planted any more because
 * the source has changed: a bug that is not in the build must not look like one that was not found.
 */
export async function plantBug(name: string): Promise<Planted> {
  const bug = SEEDED_BUGS.find((one) => one.name === name);
  if (bug === undefined) {
    throw new Error(`There is no bug "${name}". There are: ${SEEDED_BUGS.map((one) => one.name).join(', ')}.`);
  }
  return plant(bug);
}

/** The same build without any bug, to compare with. */
export function plantNothing(): Promise<Planted> {
  return plant({ name: 'none', edits: [] });
}

async function plant(bug: Pick<Bug, 'name' | 'edits'>): Promise<Planted> {
  const folder = await mkdtemp(join(tmpdir(), `sagaflow-bug-${bug.name}-`));
  for (const room of ROOMS) await cp(join(root, room), join(folder, room), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const edit of bug.edits) await apply(folder, bug, edit);
  await build(folder);
  return {
    folder,
    main: join(folder, 'dist/cli/main.js'),
    bundle: join(folder, 'dist/workflow-bundle.js'),
  };
}

/** What is built: each of them is in the copy. */
export const ROOMS = [
  'activities',
  'api',
  'cli',
  'compiler',
  'federation',
  'history',
  'mains',
  'plan',
  'project',
  'samples',
  'worker',
  'workflows',
];

/** The edits of a bug still fit today's sources; gives what is wrong, null when nothing is. */
export async function whyNotPlantable(bug: Bug): Promise<string | null> {
  for (const { file, find } of bug.edits) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    const count = text.split(find).length - 1;
    if (count !== 1) return `The bug "${bug.name}" cannot be planted: ${file} has what it changes ${count} times.`;
  }
  return null;
}

async function apply(folder: string, bug: Pick<Bug, 'name'>, { file, find, replace }: Edit): Promise<void> {
  const path = join(folder, file);
  const parts = (await readFile(path, 'utf8')).split(find);
  if (parts.length !== 2) {
    throw new Error(`The bug "${bug.name}" cannot be planted: ${file} has what it changes ${parts.length - 1} times.`);
  }
  await writeFile(path, parts.join(replace));
}

/** As `npm run build` does it, without asking about types. */
async function build(folder: string): Promise<void> {
  for (const room of ROOMS) {
    for (const file of await readdir(join(folder, room), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const source = await readFile(join(folder, room, file), 'utf8');
      const { outputText } = ts.transpileModule(source, { compilerOptions: COMPILER_OPTIONS, fileName: file });
      const target = join(folder, 'dist', room, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, outputText);
    }
  }
  await promisify(execFile)(process.execPath, [join(folder, 'dist/worker/build-bundle.js')]);
}

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};
