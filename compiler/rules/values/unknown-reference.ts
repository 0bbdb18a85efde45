import type { Reference } from '../../../plan/expressions/references.ts';
import type { Context } from '../../binding/context.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** `steps` or `failures` is read as a whole or by a computed name: then nobody can tell which steps it waits for. */
export function reportUnnamedStep(context: Context, reference: Reference, within: Path): void {
  context.report({
    code: 'unknown-reference',
    message: `"${reference.root}" can only be read by a written name, as in ${reference.root}.charge.`,
    path: within,
    at: { offset: reference.at, end: reference.end },
  });
}
