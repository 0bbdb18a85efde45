import type { Expression } from '../../plan/expressions/ast.ts';
import type { Path, Template } from '../../plan/expressions/template.ts';
import type { Checked } from './check-expression.ts';
import { checkExpression } from './check-expression.ts';
import type { ScopeSchemas, TypeProblem } from './context.ts';
import type { Type } from './value-type.ts';
import { describeKinds, kindsOf, listOf, mayBeNull, objectOf, typeOfLiteral, withoutNull } from './value-type.ts';

export interface CheckedTemplate extends Checked {
  /** `within` is the place of the YAML string inside the template that the offsets count in. */
  problems: (TypeProblem & { within: Path })[];
}

/** Infers the schema of a template's value, and checks all of its expressions. Never throws. */
export function checkTemplate(template: Template, scope: ScopeSchemas): CheckedTemplate {
  const problems: CheckedTemplate['problems'] = [];
  const check = (expression: Expression, within: Path, isText: boolean): Type => {
    const checked = checkExpression(expression, scope);
    problems.push(...checked.problems.map((problem) => ({ ...problem, within })));
    if (isText) problems.push(...checkText(expression, checked.schema).map((problem) => ({ ...problem, within })));
    return checked.schema;
  };
  return { schema: infer(template, [], check), problems };
}

type Check = (expression: Expression, within: Path, isText: boolean) => Type;

function infer(template: Template, within: Path, check: Check): Type {
  switch (template.kind) {
    case 'literal':
      return typeOfLiteral(template.value);
    case 'expression':
      return check(template.expression, within, false);
    case 'text':
      for (const part of template.parts) if (typeof part !== 'string') check(part, within, true);
      return { type: 'string' };
    case 'list':
      return listOf(template.items.map((item, index) => infer(item, [...within, index], check)));
    case 'object':
      return objectOf(
        template.entries.map(({ key, value }) => {
          const type = infer(value, [...within, key], check);
          const mayBeLeftOut =
            value.kind === 'expression' && value.omitNull === true && (type === undefined || mayBeNull(type));
          return { key, type: mayBeLeftOut ? withoutNull(type) : type, required: !mayBeLeftOut };
        }),
      );
  }
}

const TEXT_KINDS = ['string', 'number', 'bool'];

/** Inside text only strings, numbers and booleans have a spelling. */
function checkText(expression: Expression, type: Type): TypeProblem[] {
  const kinds = kindsOf(type);
  if (kinds === undefined || kinds.size === 0) return [];
  const place = { at: expression.start, end: expression.start + expression.source.length };
  if (![...kinds].some((kind) => TEXT_KINDS.includes(kind))) {
    const message = `Inside text an expression is a string, a number or a bool, not ${describeKinds(kinds)}.`;
    return [{ code: 'expression-type', severity: 'error', message, ...place, hint: 'write to_json(…)' }];
  }
  if (!kinds.has('null')) return [];
  const message = 'Inside text an expression cannot be null, and this may be.';
  return [
    { code: 'expression-type', severity: 'warning', message, ...place, hint: "say with ?? '' what to use instead" },
  ];
}
