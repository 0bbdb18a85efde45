import { isScalar } from 'yaml';
import type { Alias } from 'yaml';
import type { Path, Range } from '../../diagnostics/diagnostic.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import type { YamlNode } from '../yaml/yaml-node.ts';
import type { Problem } from '../report.ts';

/** Parts of YAML that a definition has no use for and that have been used to harm readers: they are refused, never expanded or run. */
export function unsafeNode(node: YamlNode, path: Path, { text, lines }: SourceText): Problem[] {
  const problems: Problem[] = [];
  // Both stand before the value, outside of the node's own range.
  const place = (mark: string): Range => {
    const at = text.lastIndexOf(mark, node.range[0]);
    return at === -1 ? lines.range(node.range[0], node.range[1]) : lines.range(at, at + mark.length);
  };
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (anchor !== undefined) {
    problems.push(refused(`The anchor "&${anchor}" is refused.`, path, place(`&${anchor}`), NO_ALIASES));
  }
  if (node.tag !== undefined && !isCoreTag(node)) {
    const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
    problems.push(refused(`The tag "${tag}" is refused.`, path, place(tag), PLAIN_VALUES));
  }
  return problems;
}

/** What rules about nodes need to show a place. */
export interface SourceText {
  text: string;
  lines: LineIndex;
}

export function unsafeAlias(node: Alias.Parsed, path: Path, lines: LineIndex): Problem {
  return refused(
    `The alias "*${node.source}" is refused.`,
    path,
    lines.range(node.range[0], node.range[1]),
    NO_ALIASES,
  );
}

export function unsafeMerge(path: Path, range: Range): Problem {
  return refused('The merge key "<<" is refused.', path, range, NO_ALIASES);
}

export function unsafeKey(key: string, path: Path, range: Range): Problem {
  return refused(`The key "${key}" is refused: it has a special meaning in JavaScript.`, path, range);
}

export function isUnsafeKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

const PLAIN_VALUES = 'Values are plain text, numbers, booleans, lists and mappings.';
const NO_ALIASES = 'Write the value out where it is used.';

/** `!!str 1` and the like say nothing else than quoting would. */
function isCoreTag(node: YamlNode): boolean {
  if (node.tag === undefined) return true;
  const kinds = isScalar(node) ? ['str', 'int', 'float', 'bool', 'null'] : ['map', 'seq'];
  return kinds.some((kind) => node.tag === `tag:yaml.org,2002:${kind}`);
}

function refused(message: string, path: Path, range: Range, hint?: string): Problem {
  return { code: 'unsafe-yaml', message, path, range, hint };
}
