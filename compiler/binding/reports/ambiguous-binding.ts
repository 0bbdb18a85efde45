import type { Context } from '../context.ts';
import type { Source, Wanted } from '../model.ts';

/** Two sources are equally good for a property: binding never guesses, the author says which. */
export function reportAmbiguousBinding(context: Context, wanted: Wanted, candidates: Source[]): void {
  const texts = candidates.map((candidate) => `\${{ ${candidate.text} }}`);
  context.report({
    code: 'ambiguous-binding',
    message: `The argument "${wanted.property}" of "${wanted.target.name}" could come from ${texts.join(' or from ')}.`,
    path: wanted.target.path,
    hint: `Say which: arguments: { ${wanted.property}: "${texts[0] ?? ''}" }.`,
  });
}
