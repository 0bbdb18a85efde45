import { randomUUID } from 'node:crypto';
import { localCaller } from '../api/operations/caller.ts';
import type { Executions } from '../api/operations/ports.ts';
import { startExecution } from '../api/operations/start.ts';
import type { StartedExecution } from '../api/operations/start.ts';
import type { Project } from '../project/project.ts';
import { CommandError } from '../mains/context.ts';
import type { Context } from '../mains/context.ts';
import { EXIT } from '../mains/exit-codes.ts';
import { readJsonOption } from './json-option.ts';
import { whoDecides } from './commands/operators/who.ts';
import { findCompiled, openProject } from '../mains/open-project.ts';
import { completeCatalog } from './servers.ts';

/** Options that `start` and `run` share. */
export interface StartOptions {
  input: string;
  id?: string;
  after?: string;
  json?: true;
}

/** Reads the input and the project, so that nothing is half started when one of them is wrong. */
export async function prepareStart(
  context: Context,
  name: string,
  options: StartOptions,
): Promise<(executions: Executions) => Promise<StartedExecution>> {
  const input = await readJsonOption(context, '--input', options.input);
  const project = await completeCatalog(context, await openProject(context));
  const { skipped } = findCompiled(context, project, name);
  if (skipped.length > 0) {
    const why = skipped.join(' ');
    throw new CommandError(
      EXIT.unreachable,
      `"${name}" cannot start, because its tools' schemas are not known: ${why}`,
    );
  }
  const { id, after } = options;
  return (executions) =>
    startExecution(
      { definitions: definitionsOf(project), executions, randomId: randomUUID },
      localCaller(whoDecides(context) ?? null),
      { definition: name, input, id, after },
    );
}

/** The project's plans as operations see them. */
export function definitionsOf(project: Project) {
  return {
    find: (name: string) => project.plans.get(name),
    names: () => [...project.plans.keys()].sort(),
  };
}
