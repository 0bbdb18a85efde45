import { expressionsOf, references } from '../../plan/expressions/references.ts';
import type { Reference } from '../../plan/expressions/references.ts';
import type { Context } from '../binding/context.ts';
import type { Use } from '../binding/model.ts';
import { scopeOf, stepsInSight } from '../binding/templates/scope.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { checkTemplate } from '../expressions/check-template.ts';
import { reportCompensationReadsLaterStep } from './values/compensation-reads-later-step.ts';
import { reportWrongType } from './values/expression-type.ts';
import { reportReferenceNotUpstream } from './values/reference-not-upstream.ts';
import { reportUnnamedStep } from './values/unknown-reference.ts';

/** Checks every expression of the file against what it can see, now that all schemas are known. */
export function checkUses(context: Context): void {
  for (const use of context.uses) checkUse(context, use);
}

function checkUse(context: Context, use: Use): void {
  const strangers = checkSteps(context, use);
  const checked = checkTemplate(use.template, scopeOf(context, use.sees, strangers));
  for (const problem of checked.problems) {
    context.report({
      code: problem.code,
      severity: problem.severity,
      message: problem.message,
      path: [...use.path, ...problem.within],
      at: { offset: problem.at, end: problem.end },
      hint: problem.hint,
    });
  }
  reportWrongType(context, use, checked.schema);
}

/** Steps that exist but cannot be seen from here; reported, and then of unknown type so that nothing is said twice. */
function checkSteps(context: Context, use: Use): string[] {
  if (use.sees.kind === 'input-only') return [];
  const strangers: string[] = [];
  for (const { expression, within } of expressionsOf(use.template, use.path)) {
    for (const reference of references(expression)) {
      if (reference.root !== 'steps' && reference.root !== 'failures') continue;
      const [name] = reference.path;
      if (name === undefined) reportUnnamedStep(context, reference, within);
      else if (isStranger(context, use, name)) {
        strangers.push(name);
        reportStranger(context, use, name, { reference, within });
      }
    }
  }
  return strangers;
}

function isStranger(context: Context, use: Use, name: string): boolean {
  const step = context.steps.get(name);
  if (step === undefined || stepsInSight(context, use.sees).has(step)) return false;
  // Within one `tools:` step a tool sees the earlier ones under the step's own name.
  const { call } = use.sees;
  return !(call !== null && call.step === step && step.verb === 'tools' && step.calls.indexOf(call) > 0);
}

function reportStranger(context: Context, use: Use, name: string, at: { reference: Reference; within: Path }): void {
  if (use.sees.isCompensation) reportCompensationReadsLaterStep(context, use, name, at);
  else reportReferenceNotUpstream(context, use, name, at);
}
