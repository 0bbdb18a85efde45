import { delimiter } from 'node:path';
import { readProject } from '../project/project.ts';
import type { CompiledDefinition, Project } from '../project/project.ts';
import { didYouMean } from '../compiler/suggest.ts';
import { printDiagnostics } from './print-diagnostics.ts';
import { CommandError } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** The project that the user stands in, or that SAGAFLOW_PLATFORM and SAGAFLOW_DEFINITIONS name; `paths` come first. */
export async function openProject(context: Context, paths: readonly string[] = []): Promise<Project> {
  const { environment, cwd } = context;
  const named = environment['SAGAFLOW_DEFINITIONS']?.split(delimiter).filter((path) => path !== '');
  const definitionPaths = paths.length > 0 ? [...paths] : named;
  const project = await readProject({
    cwd,
    platformFile: environment['SAGAFLOW_PLATFORM'] || undefined,
    definitionPaths: definitionPaths?.length === 0 ? undefined : definitionPaths,
  });
  if (project.platform === null && project.definitions.length === 0 && project.diagnostics.length === 0) {
    const message = `There is no project here: "${cwd}" has neither platform.yaml nor definitions. Change to its folder, or set SAGAFLOW_PLATFORM.`;
    throw new CommandError(EXIT.invalid, message);
  }
  return project;
}

/** A compiled definition by name. What hinders it from being compiled is printed on stderr, and the command ends with 2. */
export function findCompiled(context: Context, project: Project, name: string): CompiledDefinition {
  const found = project.plans.get(name);
  if (found !== undefined) return found;
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  const { stderr } = context;
  printDiagnostics(stderr, errors, project.texts);
  const names = [...project.plans.keys()].sort();
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? known(names) : `Did you mean "${meant}"?`;
  const broken = errors.length === 0 ? '' : ' What is printed above could not be compiled.';
  throw new CommandError(EXIT.invalid, `There is no definition "${name}". ${hint}${broken}`);
}

function known(names: readonly string[]): string {
  return names.length === 0 ? 'There are none here.' : `There are: ${names.join(', ')}.`;
}
