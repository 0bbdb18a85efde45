import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { fromInteger, isJsonNumber } from '../../../plan/numbers/exact-number.ts';
import type { Json, JsonObject } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import type { Problem } from '../report.ts';
import { jsonNumber } from '../rules/bad-value.ts';
import { duplicateKey } from '../rules/duplicate-key.ts';
import { isUnsafeKey, unsafeAlias, unsafeKey, unsafeMerge, unsafeNode } from '../rules/unsafe-yaml.ts';
import type { SourceText } from '../rules/unsafe-yaml.ts';
import { keyIsNoText } from '../rules/wrong-type.ts';
import { keyText } from './yaml-node.ts';
import type { YamlNode } from './yaml-node.ts';

export interface NodeReport extends SourceText {
  problems: Problem[];
}

/** Nodes → plain JSON, with what is not plain reported and left out. Aliases are refused, so nothing is ever expanded. */
export function toValue(node: YamlNode | null, path: Path, report: NodeReport): Json {
  if (node === null) return null;
  if (isAlias(node)) {
    report.problems.push(unsafeAlias(node, path, report.lines));
    return null;
  }
  report.problems.push(...unsafeNode(node, path, report));
  if (isScalar(node)) return scalarValue(node.value, node, path, report);
  if (isSeq<YamlNode>(node)) return node.items.map((item, index) => toValue(item, [...path, index], report));
  return isMap<YamlNode, YamlNode | null>(node) ? mapValue(node.items, path, report) : null;
}

function scalarValue(value: unknown, node: YamlNode, path: Path, report: NodeReport): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  const number = typeof value === 'bigint' ? fromInteger(value) : value;
  const problem = jsonNumber(number, path, report.lines.range(node.range[0], node.range[1]));
  if (problem !== null) report.problems.push(problem);
  return isJsonNumber(number) && problem === null ? number : null;
}

interface Pair {
  key: YamlNode;
  value: YamlNode | null;
}

function mapValue(pairs: readonly Pair[], path: Path, report: NodeReport): JsonObject {
  const value: JsonObject = {};
  const seen = new Map<string, YamlNode>();
  for (const pair of pairs) {
    const problem = keyProblem(pair.key, path, seen, report);
    const key = keyText(pair.key);
    if (problem !== null) report.problems.push(problem);
    else if (key !== null) seen.set(key, pair.key);
    // The value is looked at in any case: its own problems are worth reporting too.
    const item = toValue(pair.value, [...path, key ?? ''], report);
    if (problem === null && key !== null) value[key] = item;
  }
  return value;
}

function keyProblem(
  node: YamlNode,
  path: Path,
  seen: ReadonlyMap<string, YamlNode>,
  report: NodeReport,
): Problem | null {
  const range = report.lines.range(node.range[0], node.range[1]);
  if (isAlias(node)) return unsafeAlias(node, path, report.lines);
  const key = keyText(node);
  if (key === null) return keyIsNoText(path, range);
  report.problems.push(...unsafeNode(node, path, report));
  if (isUnsafeKey(key)) return unsafeKey(key, path, range);
  if (key === '<<') return unsafeMerge(path, range);
  const first = seen.get(key);
  return first === undefined
    ? null
    : duplicateKey(key, [...path, key], range, report.lines.range(first.range[0], first.range[1]));
}
