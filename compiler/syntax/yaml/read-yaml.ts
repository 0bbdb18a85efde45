import type { Json } from '../../../plan/json.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import { parseYaml } from './parse-yaml.ts';
import { createPlaces } from './create-places.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { MAX_FILE_BYTES } from '../rules/limits.ts';
import { toValue } from './to-value.ts';

export interface YamlText {
  /** Of the first document; null when the text is no YAML or is empty. */
  value: Json;
  /** Offsets at which the documents begin. */
  starts: number[];
  /** False when there is nothing to look at: a syntax error or a text that is too large. */
  isReadable: boolean;
  places: Places;
  lines: LineIndex;
  problems: Problem[];
}

/** YAML text → plain JSON with places; never throws. What is refused is left out of the value and reported. */
export function readYaml(text: string, maxBytes: number = MAX_FILE_BYTES): YamlText {
  const { documents, lines, problems } = parseYaml(text, maxBytes);
  const root = documents[0]?.contents ?? null;
  const found: Problem[] = [...problems];
  const value = toValue(root, [], { text, lines, problems: found });
  const starts = documents
    .filter((document, index) => index > 0 || document.contents !== null)
    .map((document) => document.range[0]);
  const places = createPlaces(root, text, lines);
  return { value, starts, isReadable: problems.length === 0, places, lines, problems: withoutRepeats(found) };
}

/** An alias bomb repeats one alias thousands of times; once is enough to say. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, message }) => code !== 'unsafe-yaml' || (!seen.has(message) && seen.add(message)));
}
