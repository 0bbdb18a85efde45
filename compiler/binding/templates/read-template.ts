import { parseTemplate } from '../../../plan/expressions/template.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import type { Json } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { reportExpressionSyntax } from '../reports/expression-syntax.ts';
import type { Context } from '../context.ts';
import type { StepNode, Use, Visibility } from '../model.ts';

/** Reads a YAML value with its expressions and remembers it for the checks that need all schemas. */
export function readUse(context: Context, value: Json, path: Path, sees: Visibility, wants: Use['wants'] = 'any'): Use {
  const result = parseTemplate(value);
  if (!result.ok) {
    for (const problem of result.problems) reportExpressionSyntax(context, problem, [...path, ...problem.path]);
  }
  const template: Template = result.ok ? result.template : UNREADABLE;
  const use: Use = { template, path, sees, wants };
  if (result.ok) context.uses.push(use);
  return use;
}

/** What a step's own templates see; `changes` adds roots or takes the step's own item away. */
export function visibility(step: StepNode | null, changes: Partial<Visibility> = {}): Visibility {
  return { step, call: null, kind: 'step', extra: () => ({}), isCompensation: false, ...changes };
}

/** Stands where a template could not be read: of unknown type, so that nothing else is said about it. */
const UNREADABLE: Template = { kind: 'expression', expression: { source: 'dyn(null)', start: 0, root: unknownNode() } };

function unknownNode() {
  return { kind: 'call' as const, at: 0, name: 'dyn', args: [{ kind: 'literal' as const, at: 4, value: null }] };
}
