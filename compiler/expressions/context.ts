import type { JsonSchema } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Node } from '../../plan/expressions/ast.ts';
import type { Type } from './value-type.ts';
import { describeKinds, kindsOf } from './value-type.ts';

/** The schemas of the names an expression can begin with; a name without a schema can be anything. */
export type ScopeSchemas = Readonly<Record<string, JsonSchema | undefined>>;

export interface TypeProblem {
  code: 'unknown-reference' | 'expression-type';
  severity: 'error' | 'warning';
  message: string;
  /** Offsets in the YAML string the expression was cut from. */
  at: number;
  end: number;
  hint?: string;
}

export interface Context {
  scope: ScopeSchemas;
  /** Chains such as `input.a` that a condition has shown not to be null where this part is evaluated. */
  nonNull: ReadonlySet<string>;
  /** Inside `dyn(…)`: whatever a schema says about properties is not held against the expression. */
  unchecked: boolean;
  report(problem: TypeProblem): void;
  /** The checker itself: it is recursive, and its parts do not import each other. */
  infer(node: Node, context: Context): Type;
}

export function reportError(context: Context, node: Node, message: string, hint?: string): void {
  context.report({ code: 'expression-type', severity: 'error', message, ...placeOf(node), ...(hint ? { hint } : {}) });
}

export function reportWarning(context: Context, node: Node, message: string, hint?: string): void {
  if (context.unchecked) return;
  context.report({
    code: 'expression-type',
    severity: 'warning',
    message,
    ...placeOf(node),
    ...(hint ? { hint } : {}),
  });
}

/**
 * Reports a value that can never be of the types that `what` takes, and warns about one that may be null.
 * `what` begins the sentence: `The operator "!" takes a bool`.
 */
export function expectKinds(context: Context, node: Node, type: Type, allowed: readonly string[], what: string): void {
  const kinds = kindsOf(type);
  if (kinds === undefined || kinds.size === 0) return;
  const fitting = [...kinds].filter((kind) => allowed.includes(kind));
  if (fitting.length === 0) reportError(context, node, `${what}, not ${describeKinds(kinds)}.`);
  else if (kinds.has('null') && !allowed.includes('null')) {
    reportWarning(context, node, `${what}, and this may be null.`, 'say with ?? what to use instead of null');
  }
}

export function placeOf(node: Node): { at: number; end: number } {
  return { at: node.at, end: endOf(node) };
}

function endOf(node: Node): number {
  switch (node.kind) {
    case 'name':
    case 'member':
    case 'call':
      return node.at + node.name.length;
    case 'index':
      return node.end;
    case 'unary':
    case 'binary':
      return node.at + node.operator.length;
    case 'macro':
      return node.at + node.macro.length;
    case 'literal':
      return node.at + Math.max(1, stringifyJson(node.value).length);
    default:
      return node.at + 1;
  }
}
