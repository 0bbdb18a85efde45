import { dirname, join, relative, resolve } from 'node:path';
import type { Binding } from '../compiler/binding/bindings.ts';
import type { Catalog } from '../compiler/catalog.ts';
import { compileAll } from '../compiler/compile-all.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { parseLock } from '../compiler/lock/parse-lock.ts';
import type { Platform } from '../compiler/platform/platform.ts';
import { readPlatform } from '../compiler/platform/read-platform.ts';
import type { Schedule } from '../compiler/schedule/schedule.ts';
import type { Plan } from '../plan/plan.ts';
import { readDefinitions, readIfThere, type SourceFile } from './files.ts';

/** A project folder, read and compiled. */
export interface Project {
  /** Absolute: what relative paths in platform.yaml are relative to. */
  folder: string;
  platformFile: string;
  platform: Platform | null;
  definitions: SourceFile[];
  /** From tools.lock.json and, where asked for, from live servers. */
  catalog: Catalog | null;
  plans: ReadonlyMap<string, CompiledDefinition>;
  /** Errors and warnings of platform.yaml, tools.lock.json and all definitions. */
  diagnostics: Diagnostic[];
  /** Texts by file, for code frames. */
  texts: ReadonlyMap<string, string>;
  /** Which checks were skipped for lack of tool schemas. */
  skipped: string[];
}

export interface CompiledDefinition {
  plan: Plan;
  planHash: string;
  /** When it starts by itself, once `sagaflow apply` has been run; null: never. */
  schedule: Schedule | null;
  file: string;
  bindings: Binding[];
  warnings: Diagnostic[];
  /** Compiled without the tools' schemas: it can be looked at, not started. */
  skipped: string[];
}

export interface ProjectOptions {
  /** Where the user stands; files are shown relative to it. */
  cwd: string;
  /** Default `platform.yaml`. */
  platformFile?: string;
  /** Default `definitions` beside platform.yaml. */
  definitionPaths?: string[];
}

/** Reads and compiles a project. Whatever is wrong with its content is in `diagnostics`; only the file system can make it throw. */
export async function readProject(options: ProjectOptions): Promise<Project> {
  const { cwd } = options;
  const platformFile = resolve(cwd, options.platformFile ?? 'platform.yaml');
  const folder = dirname(platformFile);
  const paths = options.definitionPaths ?? [join(folder, 'definitions')];
  const [platformText, lockText, definitions] = await Promise.all([
    readIfThere(platformFile),
    readIfThere(join(folder, LOCK_FILE)),
    Promise.all(paths.map((path) => readDefinitions(resolve(cwd, path), cwd))).then((lists) => lists.flat()),
  ]);
  const shownPlatform = relative(cwd, platformFile);
  const shownLock = relative(cwd, join(folder, LOCK_FILE));
  const platform = platformText === null ? null : readPlatform(platformText, shownPlatform);
  const lock = lockText === null ? null : parseLock(lockText, shownLock);
  const catalog = lock?.ok === true ? lock.catalog : null;
  const texts = new Map(definitions.map(({ file, text }) => [file, text]));
  if (platformText !== null) texts.set(shownPlatform, platformText);
  if (lockText !== null) texts.set(shownLock, lockText);
  const own = [...(platform?.diagnostics ?? []), ...(lock?.ok === false ? lock.diagnostics : [])];
  const base = { folder, platformFile: shownPlatform, platform: platform?.platform ?? null, definitions, texts };
  return compileProject(base, catalog, own);
}

/** The same project against other tool schemas. */
export function recompile(project: Project, catalog: Catalog): Project {
  const compiled = new Set(project.definitions.map(({ file }) => file));
  const own = project.diagnostics.filter(({ file }) => !compiled.has(file));
  return compileProject(project, catalog, own);
}

export const LOCK_FILE = 'tools.lock.json';

type Base = Pick<Project, 'folder' | 'platformFile' | 'platform' | 'definitions' | 'texts'>;

function compileProject(base: Base, catalog: Catalog | null, own: Diagnostic[]): Project {
  const { platform, definitions } = base;
  const results = compileAll(definitions, { catalog, platform });
  const plans = new Map<string, CompiledDefinition>();
  const diagnostics = [...own];
  for (const { file, result } of results) {
    diagnostics.push(...(result.ok ? result.warnings : result.diagnostics));
    if (!result.ok) continue;
    const { plan, planHash, schedule, bindings, warnings, skipped } = result;
    plans.set(plan.name, { plan, planHash, schedule, file, bindings, warnings, skipped });
  }
  const skipped = [...new Set([...plans.values()].flatMap((compiled) => compiled.skipped))];
  return { ...base, catalog, plans, diagnostics, skipped };
}
