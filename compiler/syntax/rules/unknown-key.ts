import type { Path } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../suggest.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { describePath } from '../words/describe.ts';

/** A key that the language does not have at this place. `path` leads to the mapping. */
export function unknownKey(path: Path, key: string, candidates: readonly string[], places: Places): Problem {
  const near = didYouMean(key, candidates);
  const where = path.length === 0 ? 'at the top of the file' : `in ${describePath(path)}`;
  return {
    code: 'unknown-key',
    message: `There is no key "${key}" ${where}.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    path: [...path, key],
    range: places.of([...path, key], 'key'),
    hint: near === undefined ? remedy(path, key, candidates) : undefined,
    ...(near === undefined ? {} : { meant: near }),
  };
}

function remedy(path: Path, key: string, candidates: readonly string[]): string | undefined {
  if (path.length === 0 && candidates.includes('saga_definition'))
    return 'Servers and policies belong in platform.yaml.';
  if (path.length === 0 && key.endsWith('_definition'))
    return 'Every definition is a file of its own, under definitions/.';
  const parent = path.at(-2);
  if (parent === 'steps') return 'Arguments of a tool are written under "arguments".';
  return candidates.length === 0 || candidates.length > 12 ? undefined : `Known keys: ${candidates.join(', ')}.`;
}
