import { delimiter } from 'node:path';
import { readProject } from '../project/project.ts';
import type { Project } from '../project/project.ts';
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
