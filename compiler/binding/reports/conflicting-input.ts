import type { Context } from '../context.ts';
import type { Need, Source, Wanted } from '../model.ts';
import { compare } from '../../schemas/compatibility.ts';
import { allowsNull, describeTypes, withNull } from '../../schemas/types.ts';

/** The written input has the property, but not of the type that the tool wants. */
export function reportConflictWithInput(context: Context, wanted: Wanted, source: Source): void {
  const { property, target, schema } = wanted;
  const onlyOptional = !allowsNull(schema) && compare(source.schema, withNull(schema)) !== 'incompatible';
  context.report({
    code: 'conflicting-input',
    message: `"${target.name}" wants ${describeTypes(schema)} as "${property}", but \${{ ${source.text} }} is ${describeTypes(source.schema)}.`,
    path: target.path,
    hint: onlyOptional
      ? `Make it required in "input", or write the argument with a value for its absence: "\${{ ${source.text} ?? … }}".`
      : `Change the type in "input", or write the argument: arguments: { ${property}: … }.`,
  });
}

/** Two tools need an input of the same name, but of types that no value has both of. */
export function reportConflictingNeeds(context: Context, first: Need, second: Need): void {
  context.report({
    code: 'conflicting-input',
    message: `The inferred input cannot have one "${second.name}": ${first.who} wants ${describeTypes(first.schema)}, ${second.who} wants ${describeTypes(second.schema)}.`,
    path: second.path,
    hint: 'Write the argument of one of them, from an input with another name.',
    related: [context.related(first.path, `${first.who} needs it too.`)],
  });
}
