import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { Expression } from './ast.ts';
import type { ExpressionProblem } from './errors.ts';
import { parseEmbedded } from './parse.ts';

/** A value of the YAML text that may contain `${{ … }}`. */
export type Template =
  | { kind: 'literal'; value: Json }
  /** Keeps the type of its value. `omitNull`: the enclosing object leaves the key out when the value is null. */
  | { kind: 'expression'; expression: Expression; omitNull?: true }
  /** Strings, numbers and booleans become text; null, lists and objects are an error. */
  | { kind: 'text'; parts: (string | Expression)[] }
  | { kind: 'list'; items: Template[] }
  | { kind: 'object'; entries: { key: string; value: Template }[] };

/** Where in a YAML value something stands; offsets beside it count within the string at that place. */
export type Path = readonly (string | number)[];

export type TemplateResult<Problem = ExpressionProblem> =
  { ok: true; template: Template } | { ok: false; problems: Problem[] };

/** Reads a whole YAML value: every string in it may contain `${{ … }}`; keys are taken as they are. Never throws. */
export function parseTemplate(value: Json): TemplateResult<ExpressionProblem & { path: Path }> {
  const problems: (ExpressionProblem & { path: Path })[] = [];
  const template = walk(value, [], (text, path) => {
    const result = parseText(text);
    if (result.ok) return result.template;
    problems.push(...result.problems.map((problem) => ({ ...problem, path })));
    return { kind: 'literal', value: text };
  });
  return problems.length === 0 ? { ok: true, template } : { ok: false, problems };
}

function walk(value: Json, path: Path, readText: (text: string, path: Path) => Template): Template {
  if (typeof value === 'string') return readText(value, path);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => walk(item, [...path, index], readText));
    return items.every(isLiteral) ? { kind: 'literal', value: items.map(literalValue) } : { kind: 'list', items };
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => ({
      key,
      value: walk(inner, [...path, key], readText),
    }));
    return entries.every((entry) => isLiteral(entry.value)) ? literalObject(entries) : { kind: 'object', entries };
  }
  return { kind: 'literal', value };
}

function literalObject(entries: { key: string; value: Template }[]): Template {
  return { kind: 'literal', value: Object.fromEntries(entries.map(({ key, value }) => [key, literalValue(value)])) };
}

/** The value of the literal, not the YAML value: `$${{` has become `${{` in it. */
function literalValue(template: Template): Json {
  return template.kind === 'literal' ? template.value : null;
}

function isLiteral(template: Template): boolean {
  return template.kind === 'literal';
}

/** Reads one YAML string. Problems count from the start of `text`. Never throws. */
export function parseText(text: string): TemplateResult {
  const problems: ExpressionProblem[] = [];
  const parts: (string | Expression)[] = [];
  let literal = '';
  let here = 0;
  for (let open = text.indexOf('${{'); open >= 0; open = text.indexOf('${{', here)) {
    literal += text.slice(here, open);
    if (literal.endsWith('$') && text.charAt(open - 1) === '$') {
      literal = `${literal.slice(0, -1)}\${{`;
      here = open + 3;
      continue;
    }
    const { result, end } = parseEmbedded(text, open);
    if (result.ok) parts.push(...(literal === '' ? [] : [literal]), result.expression);
    else problems.push(...result.problems);
    literal = '';
    here = end;
  }
  literal += text.slice(here);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, template: fromParts(parts, literal) };
}

/** A block scalar ends with a line break that nobody wrote for its own sake: alone after an expression it is dropped. */
function fromParts(parts: (string | Expression)[], rest: string): Template {
  const [only] = parts;
  if (only === undefined) return { kind: 'literal', value: rest };
  if (parts.length === 1 && typeof only !== 'string' && /^\n*$/.test(rest))
    return { kind: 'expression', expression: only };
  return { kind: 'text', parts: rest === '' ? parts : [...parts, rest] };
}
