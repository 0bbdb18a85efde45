import type { Context } from '../context.ts';
import type { Source, Wanted } from '../model.ts';
import { describeTypes } from '../../schemas/types.ts';

/** A binding by name whose source does not say enough about its type to know that it fits. */
export function reportUntypedBinding(context: Context, wanted: Wanted, source: Source): void {
  context.report({
    code: 'untyped-binding',
    message: `The argument "${wanted.property}" of "${wanted.target.name}" is bound to \${{ ${source.text} }}, whose type is not fully known; the tool wants ${describeTypes(wanted.schema)}.`,
    path: wanted.target.path,
    hint: 'Give the source a type (in "input", or "output_schema" in platform.yaml), or write the argument.',
  });
}
