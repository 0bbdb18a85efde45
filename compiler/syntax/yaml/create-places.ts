import { isMap, isScalar, isSeq } from 'yaml';
import type { Path } from '../../diagnostics/diagnostic.ts';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import type { Places } from '../places.ts';
import { scalarOffsets } from './scalar-offsets.ts';
import { keyText } from './yaml-node.ts';
import type { YamlNode } from './yaml-node.ts';

/** Places of one parsed document; `text` is the text that it was parsed from. */
export function createPlaces(root: YamlNode | null, text: string, lines: LineIndex): Places {
  const of: Places['of'] = (path, part = 'value') => {
    const found = find(root, path);
    const node = part === 'key' ? (found.key ?? found.value) : (found.value ?? found.key);
    return node === null ? lines.range(0, 0) : lines.range(node.range[0], valueEnd(node, text));
  };
  const within: Places['within'] = (path, offset, end) => {
    const { value } = find(root, path);
    const offsets = isScalar(value) ? scalarOffsets(value, text) : null;
    const start = offsets?.(offset);
    const stop = offsets?.(end);
    return start === undefined || stop === undefined ? of(path) : lines.range(start, stop);
  };
  return { of, within };
}

interface Found {
  key: YamlNode | null;
  value: YamlNode | null;
}

function find(root: YamlNode | null, path: Path): Found {
  let found: Found = { key: null, value: root };
  for (const part of path) {
    const next = child(found.value, part);
    if (next === null) return found;
    found = next;
  }
  return found;
}

function child(node: YamlNode | null, part: string | number): Found | null {
  if (isMap<YamlNode, YamlNode | null>(node)) {
    const pair = node.items.find((item) => keyText(item.key) === part);
    return pair === undefined ? null : { key: pair.key, value: pair.value };
  }
  if (!isSeq<YamlNode>(node) || typeof part !== 'number') return null;
  const value = node.items[part];
  return value === undefined ? null : { key: null, value };
}

/** A block collection's range reaches over the line break after it; what people see ends with its last character. */
function valueEnd(node: YamlNode, text: string): number {
  const [start, end] = node.range;
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return last;
}
