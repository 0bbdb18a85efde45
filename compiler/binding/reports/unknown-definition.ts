import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../suggest.ts';

/** `workflow:` names a definition that is not among those at hand. */
export function reportUnknownDefinition(context: Context, step: StepNode, name: string, known: string[]): void {
  const guess = didYouMean(name, known);
  context.report({
    code: 'unknown-definition',
    message: `There is no definition "${name}".${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
    path: [...step.path, 'workflow'],
    hint: 'Children are found by the "name" inside the files of the definitions folder and of the given paths.',
  });
}

/** The child exists but does not compile, so there is no plan to pin. */
export function reportInvalidDefinition(context: Context, step: StepNode, name: string, found: Diagnostic[]): void {
  const errors = found.filter((diagnostic) => diagnostic.severity === 'error');
  context.report({
    code: 'unknown-definition',
    message: `Definition "${name}" cannot be started: it has ${errors.length === 1 ? 'an error' : `${errors.length.toString()} errors`} of its own.`,
    path: [...step.path, 'workflow'],
    related: errors.slice(0, 5).map(({ message, file, range }) => ({ message, file, range })),
  });
}
