import type { Node } from '../../plan/expressions/ast.ts';
import { ExpressionError, Fault } from '../../plan/expressions/errors.ts';
import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Scope } from '../../plan/expressions/evaluate.ts';
import { FORBIDDEN_KEYS, MAX_RESULT_LENGTH } from '../../plan/expressions/limits.ts';
import type { Template } from '../../plan/expressions/template.ts';
import { jsonLength } from '../../plan/expressions/values.ts';
import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { Json } from '../../plan/json.ts';

/** What could be kept of an output, and a sentence for each part that is null instead. */
export interface FittedOutput {
  value: Json;
  lost: string[];
}

interface Part {
  key: string;
  value: Json;
  length: number;
}

/**
 * An output that fails as a whole, key by key: an expression that fails gives null, and of what is too large the smaller parts are kept first.
 * A list keeps its length: its first items that fit, then null. An output that is no mapping of keys is null.
 */
export function fitOutput(template: Template, scope: Scope): FittedOutput {
  const lost: string[] = [];
  if (template.kind !== 'object') return { value: null, lost };
  const parts: Part[] = [];
  for (const entry of template.entries) {
    if (FORBIDDEN_KEYS.has(entry.key)) continue;
    const value = partOf(entry.key, entry.value, scope, lost);
    if (value === null && entry.value.kind === 'expression' && entry.value.omitNull === true) continue;
    parts.push({ key: entry.key, value, length: lengthOf(value) });
  }
  let room = MAX_RESULT_LENGTH - lengthOf(Object.fromEntries(parts.map(({ key }) => [key, null])));
  for (const part of parts.toSorted((a, b) => a.length - b.length)) {
    if (part.length - NULL_LENGTH > room) cutPart(part, room, lost);
    room -= part.length - NULL_LENGTH;
  }
  return { value: Object.fromEntries(parts.map(({ key, value }) => [key, value])), lost };
}

function partOf(key: string, template: Template, scope: Scope, lost: string[]): Json {
  // The usual implicit output: the list of a loop is taken as it is, as it may be larger than an expression's value.
  const whole = template.kind === 'expression' ? stepOutput(template.expression.root, scope) : undefined;
  try {
    if (whole === undefined) return evaluateTemplate(template, scope);
    // Nested too deeply, it could not be measured.
    lengthOf(whole);
    return whole;
  } catch (error) {
    if (!(error instanceof ExpressionError || error instanceof Fault)) throw error;
    lost.push(`"${key}" is null: ${error.message}`);
    return null;
  }
}

/** The value of `steps.<name>.output`, and of nothing else. */
function stepOutput(node: Node, { steps = {} }: Scope): Json | undefined {
  if (node.kind !== 'member' || node.name !== 'output' || node.of.kind !== 'member') return undefined;
  const { of: root, name } = node.of;
  if (root.kind !== 'name' || root.name !== 'steps') return undefined;
  const step = isJsonObject(steps) ? ownProperty(steps, name) : undefined;
  return isJsonObject(step) ? ownProperty(step, 'output') : undefined;
}

/** Leaves of a list what fits, and null of everything else. */
function cutPart(part: Part, room: number, lost: string[]): void {
  const { key, value } = part;
  const items = Array.isArray(value) ? value : [];
  const nulls = new Array<Json>(items.length).fill(null);
  let left = room + NULL_LENGTH - lengthOf(nulls);
  const end = items.findIndex((item) => (left -= lengthOf(item) - NULL_LENGTH) < 0);
  const isList = items.length > 0 && end > 0;
  part.value = isList ? [...items.slice(0, end), ...nulls.slice(end)] : null;
  part.length = lengthOf(part.value);
  lost.push(
    isList
      ? `items ${end} to ${items.length - 1} of "${key}" do not fit and are null`
      : `"${key}" does not fit and is null`,
  );
}

function lengthOf(value: Json): number {
  return jsonLength(value, Infinity, 0);
}

const NULL_LENGTH = 'null'.length;
