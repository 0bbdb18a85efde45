import { parseExpression } from '../../../plan/expressions/parse.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import { isJsonObject } from '../../../plan/json.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';

/** `input`, `customer_id` → `input.customer_id`; a name that is no identifier is quoted. */
export function pathText(...names: string[]): string {
  const [root = '', ...rest] = names;
  return (
    root +
    rest.map((name) => (PLAIN.test(name) && !KEYWORDS.has(name) ? `.${name}` : `[${stringifyJson(name)}]`)).join('')
  );
}

/** The template that reads a path the compiler has written itself. */
export function expressionTemplate(text: string): Template {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const result = parseExpression(text);
  const template: Template = result.ok
    ? { kind: 'expression', expression: result.expression }
    : { kind: 'literal', value: null };
  if (parsed.size > MAX_PARSED) parsed.clear();
  parsed.set(text, template);
  return template;
}

/** The entries of a template that is an object, or null when it is one expression for the whole. */
export function entriesOf(template: Template): { key: string; value: Template }[] | null {
  if (template.kind === 'object') return template.entries;
  if (template.kind !== 'literal' || !isJsonObject(template.value)) return null;
  return Object.entries(template.value).map(([key, value]) => ({ key, value: { kind: 'literal', value } }));
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

/** Syntax trees by text. They never change, and every definition asks for the same few hundred. */
const parsed = new Map<string, Template>();
const MAX_PARSED = 10_000;
