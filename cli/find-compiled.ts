import { unknownDefinition } from '../api/operations/definitions/find-definition.ts';
import type { Context } from '../mains/context.ts';
import { printDiagnostics } from '../mains/print-diagnostics.ts';
import type { CompiledDefinition, Project } from '../project/project.ts';

/** A compiled definition by name. What hinders it from being compiled is printed on stderr. Throws `unknown-definition`. */
export function findCompiled({ stderr }: Context, project: Project, name: string): CompiledDefinition {
  const found = project.plans.get(name);
  if (found !== undefined) return found;
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  printDiagnostics(stderr, errors, project.texts);
  const broken = errors.length === 0 ? '' : ' What is printed above could not be compiled.';
  throw unknownDefinition(name, [...project.plans.keys()].sort(), broken);
}
