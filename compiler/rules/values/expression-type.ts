import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { TypedUse, Use } from '../../binding/model.ts';
import { describeTypes, typesOf } from '../../schemas/types.ts';

/**
 * An operator or function gets what it does not take, or the value of a whole template can never be what its key wants: a condition
 * is true or false, `for_each` takes a list.
 */
export function expressionType(context: Context, analysis: Analysis): void {
  for (const typed of analysis.uses) {
    for (const finding of typed.findings) if (finding.code === 'expression-type') context.report(finding);
    checkWanted(context, typed);
  }
}

function checkWanted(context: Context, { use, schema }: TypedUse): void {
  if (use.wants === 'any' || schema === undefined) return;
  const types = typesOf(schema);
  if (types === undefined || [...types].some((type) => FITTING[use.wants].includes(type))) return;
  context.report({
    code: 'expression-type',
    message: `This must be ${WANTED[use.wants]}, but the value is ${describeTypes(schema)}.`,
    path: use.path,
    hint: use.wants === 'boolean' ? 'Compare it with something: ${{ … == … }}.' : undefined,
  });
}

const FITTING: Record<Use['wants'], readonly string[]> = {
  boolean: ['boolean'],
  list: ['array'],
  text: ['string', 'integer', 'number', 'boolean'],
  any: [],
};

const WANTED: Record<Use['wants'], string> = {
  boolean: 'true or false',
  list: 'a list',
  text: 'a text',
  any: 'a value',
};
