import type { Json } from '../json.ts';
import type { Expression } from './ast.ts';
import type { Budget } from './budget.ts';
import { chargeText, createBudget } from './budget.ts';
import { ExpressionError, Fault } from './errors.ts';
import type { Scope } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { FORBIDDEN_KEYS, MAX_RESULT_LENGTH } from './limits.ts';
import type { Template } from './template.ts';
import { jsonLength, typeOf, withArticle } from './values.ts';

/** The value of a template; all its expressions share the budget. Throws an ExpressionError. */
export function evaluateTemplate(template: Template, scope: Scope, budget: Budget = createBudget()): Json {
  const value = valueOf(template, scope, budget);
  blaming('', () => {
    if (jsonLength(value, MAX_RESULT_LENGTH, 0) <= MAX_RESULT_LENGTH) return;
    throw new Fault('The value with its expressions filled in is larger than 256 kB.', 0, true);
  });
  return value;
}

/**
 * Like evaluateTemplate for an address: what expressions put into text is percent-encoded, an address that is one
 * whole expression is taken as it is. Throws an ExpressionError, also when the value is not a string.
 */
export function evaluateUri(template: Template, scope: Scope, budget: Budget = createBudget()): string {
  const value =
    template.kind === 'text'
      ? textOf(template.parts, scope, budget, encodeURIComponent)
      : evaluateTemplate(template, scope, budget);
  if (typeof value === 'string') return value;
  const source = template.kind === 'expression' ? template.expression.source : '';
  throw new ExpressionError(new Fault(`An address is a string, not ${withArticle(typeOf(value))}.`, 0), source);
}

function valueOf(template: Template, scope: Scope, budget: Budget): Json {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluate(template.expression, scope, budget);
    case 'text':
      return textOf(template.parts, scope, budget, (text) => text);
    case 'list':
      return template.items.map((item) => valueOf(item, scope, budget));
    case 'object':
      return objectOf(template.entries, scope, budget);
  }
}

function objectOf(entries: { key: string; value: Template }[], scope: Scope, budget: Budget): Json {
  const filled: [string, Json][] = [];
  for (const { key, value: template } of entries) {
    if (FORBIDDEN_KEYS.has(key)) throw new ExpressionError(new Fault(`The key "${key}" is not allowed.`, 0), '');
    const value = valueOf(template, scope, budget);
    if (value === null && template.kind === 'expression' && template.omitNull) continue;
    filled.push([key, value]);
  }
  return Object.fromEntries(filled);
}

function textOf(
  parts: readonly (string | Expression)[],
  scope: Scope,
  budget: Budget,
  encode: (text: string) => string,
): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : embeddedText(part, scope, budget, encode)))
    .reduce((text, part) => {
      blaming('', () => {
        chargeText(budget, part.length, 0);
      });
      return text + part;
    }, '');
}

function embeddedText(part: Expression, scope: Scope, budget: Budget, encode: (text: string) => string): string {
  const value = evaluate(part, scope, budget);
  return blaming(part.source, () => {
    if (value === null) throw new Fault('Inside text an expression cannot be null; write "?? \'\'" after it.', 0);
    if (typeof value === 'object') {
      throw new Fault(`Inside text an expression cannot be ${withArticle(typeOf(value))}; use to_json.`, 0);
    }
    try {
      return encode(String(value));
    } catch {
      throw new Fault('The text is not valid Unicode and cannot be part of an address.', 0);
    }
  });
}

function blaming<T>(source: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof Fault) throw new ExpressionError(error, source);
    throw error;
  }
}
