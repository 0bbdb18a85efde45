import { isScalar } from 'yaml';
import type { ParsedNode } from 'yaml';
import { isJsonNumber } from '../../../plan/numbers/exact-number.ts';

/** A node of a parsed document: it knows where it stands. */
export type YamlNode = ParsedNode;

/** A key of a mapping as text: `1:` and `true:` are the texts "1" and "true"; null when it is a list, a mapping or nothing. */
export function keyText(key: YamlNode): string | null {
  if (!isScalar(key)) return null;
  if (typeof key.value === 'string') return key.value;
  return isJsonNumber(key.value) || typeof key.value === 'boolean' ? key.source : null;
}
