import type { Json } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import { didYouMean } from '../../suggest.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { describeValue } from '../words/describe.ts';

const DEFINITION_KEYS = ['saga_definition', 'workflow_definition'] as const;

/** The file holds no definition, or more than one. `starts` are the offsets at which its YAML documents begin. */
export function notADefinition(
  value: Json,
  starts: readonly number[],
  places: Places,
  lines: LineIndex,
): Problem | null {
  const [, second] = starts;
  if (starts.length === 0) return problem('This file is empty.', lines.range(0, 0));
  if (second !== undefined) {
    return problem(
      'This file holds several YAML documents; one file holds one definition.',
      lines.range(second, second + 3),
      SPLIT,
    );
  }
  if (!isJsonObject(value))
    return problem(`A definition is a mapping, not ${describeValue(value)}.`, lines.range(0, 1), ONE_OF);
  const found = DEFINITION_KEYS.filter((key) => Object.hasOwn(value, key));
  if (found.length === 1) return null;
  if (found.length > 1) {
    const places2 = found.map((key) => places.of([key], 'key')).sort((a, b) => a.start.line - b.start.line);
    return problem(
      'This file holds a saga and a workflow; one file holds one definition.',
      places2.at(-1) ?? lines.range(0, 0),
      SPLIT,
    );
  }
  return neither(Object.keys(value), places, lines);
}

const ONE_OF = 'Begin with saga_definition: or workflow_definition:.';
const SPLIT = 'Put each definition into a file of its own.';

function neither(keys: readonly string[], places: Places, lines: LineIndex): Problem {
  for (const key of keys) {
    const near = didYouMean(key, DEFINITION_KEYS);
    if (near !== undefined)
      return problem(
        `This file holds no definition. Did you mean "${near}" instead of "${key}"?`,
        places.of([key], 'key'),
      );
  }
  const [first] = keys;
  const range = first === undefined ? lines.range(0, 0) : places.of([first], 'key');
  return problem('This file holds no definition.', range, ONE_OF);
}

function problem(message: string, range: Problem['range'], hint?: string): Problem {
  return { code: 'not-a-definition', message, path: [], range, hint };
}
