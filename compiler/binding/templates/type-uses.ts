import { expressionsOf, references } from '../../../plan/expressions/references.ts';
import { checkTemplate } from '../../expressions/check-template.ts';
import type { Context } from '../context.ts';
import type { Read, TypedUse, Use } from '../model.ts';
import { scopeOf, stepsInSight } from './scope.ts';

/** Types every template of the definition against what it can see. All schemas must be known; nothing is reported here. */
export function typeUses(context: Context): TypedUse[] {
  return context.uses.map((use) => typeUse(context, use));
}

function typeUse(context: Context, use: Use): TypedUse {
  const reads = use.sees.kind === 'input-only' ? [] : stepReads(use);
  const unnamed = reads.filter(({ reference }) => reference.path.length === 0);
  const strangers = reads.flatMap((read) => {
    const [name] = read.reference.path;
    return name !== undefined && isStranger(context, use, name) ? [{ ...read, name }] : [];
  });
  const scope = scopeOf(
    context,
    use.sees,
    strangers.map(({ name }) => name),
  );
  const { schema, problems } = checkTemplate(use.template, scope);
  const findings = problems.map(({ code, severity, message, hint, within, at, end }) => {
    return { code, severity, message, hint, path: [...use.path, ...within], at: { offset: at, end } };
  });
  return { use, schema, findings, unnamed, strangers };
}

function stepReads(use: Use): Read[] {
  return expressionsOf(use.template, use.path).flatMap(({ expression, within }) =>
    references(expression)
      .filter(({ root }) => root === 'steps' || root === 'failures')
      .map((reference) => ({ reference, within })),
  );
}

function isStranger(context: Context, use: Use, name: string): boolean {
  const step = context.steps.get(name);
  if (step === undefined || stepsInSight(context, use.sees).has(step)) return false;
  // Within one `tools:` step a tool sees the earlier ones under the step's own name.
  const { call } = use.sees;
  return !(call !== null && call.step === step && step.verb === 'tools' && step.calls.indexOf(call) > 0);
}
