import { reportDefinitionCycle } from '../reports/definition-cycle.ts';
import { reportInvalidDefinition, reportUnknownDefinition } from '../reports/unknown-definition.ts';
import { inlineRefs } from '../../schemas/inline-refs.ts';
import { bindArguments } from '../arguments/bind-arguments.ts';
import type { Context } from '../context.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { ChildDefinition, StepNode } from '../model.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { scopeOf } from '../templates/scope.ts';

/** `workflow:` — another definition, compiled now and pinned; its input is bound like a tool's arguments. */
export function bindWorkflow(context: Context, step: StepNode): void {
  const { syntax } = step;
  if (syntax.workflow === undefined || syntax.tools !== undefined) return;
  step.child = findChild(context, step, syntax.workflow);
  const argumentsPath = [...step.path, 'arguments'];
  const sees = visibility(step);
  const target = {
    step,
    call: null,
    name: syntax.workflow,
    schema: step.child === null ? null : inlineRefs(step.child.plan.input),
    written: syntax.arguments === undefined ? null : readUse(context, syntax.arguments, argumentsPath, sees),
    bindsByName: syntax.bind !== 'none',
    keyArgument: null,
    path: [...step.path, 'workflow'],
    argumentsPath,
  };
  step.childArguments = bindArguments(context, target);
  context.targets.push({ target, bound: step.childArguments });
  const result = step.child?.plan.outputSchema ?? undefined;
  step.output = result;
  if (syntax.output === undefined) return;
  const use = readUse(context, syntax.output, [...step.path, 'output'], {
    ...sees,
    extra: () => ({ output: result }),
  });
  step.uses.set('output', use);
  step.output = schemaOf(use.template, scopeOf(context, use.sees));
}

function findChild(context: Context, step: StepNode, name: string): ChildDefinition | null {
  const found = context.child(name);
  switch (found.kind) {
    case 'compiled':
      return found.child;
    case 'unknown':
      reportUnknownDefinition(context, step, name, found.known);
      return null;
    case 'cycle':
      reportDefinitionCycle(context, step, found.names);
      return null;
    case 'invalid':
      reportInvalidDefinition(context, step, name, found.diagnostics);
      return null;
  }
}
