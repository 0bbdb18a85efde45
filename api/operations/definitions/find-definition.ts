import { didYouMean } from '../../../compiler/suggest.ts';
import { OperationError } from '../errors.ts';
import type { Definition, Definitions } from '../ports.ts';

/** The definition of that name. Throws `unknown-definition`, with the names there are. */
export function findDefinition<D extends Definition>(definitions: Definitions<D>, name: string): D {
  const found = definitions.find(name);
  if (found !== undefined) return found;
  throw unknownDefinition(name, definitions.names());
}

/** `more` is said after the names that are known. */
export function unknownDefinition(name: string, names: readonly string[], more = ''): OperationError {
  const known = names.length === 0 ? 'There are none here.' : `There are: ${names.join(', ')}.`;
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? known : `Did you mean "${meant}"?`;
  return new OperationError('unknown-definition', `There is no definition "${name}". ${hint}${more}`);
}
