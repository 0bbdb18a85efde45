import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Node } from '../../plan/expressions/ast.ts';
import type { Context } from './context.ts';

/** How a chain of names is spelled without its `?`, or undefined when it is not one. */
export function chainKey(node: Node): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'group':
      return chainKey(node.inner);
    case 'member': {
      const of = chainKey(node.of);
      return of === undefined ? undefined : `${of}.${node.name}`;
    }
    case 'index': {
      const of = chainKey(node.of);
      if (of === undefined || node.index.kind !== 'literal') return undefined;
      return `${of}[${stringifyJson(node.index.value)}]`;
    }
    default:
      return undefined;
  }
}

/** The context of what is evaluated only after `condition` was `outcome`. */
export function assuming(context: Context, condition: Node, outcome: boolean): Context {
  const shown = shownBy(condition, outcome);
  return shown.length === 0 ? context : { ...context, nonNull: new Set([...context.nonNull, ...shown]) };
}

/** Inside a macro its variable hides an outer name: what was shown about that one does not hold. */
export function shadowing(context: Context, variable: string): ReadonlySet<string> {
  const hides = (key: string) => key === variable || key.startsWith(`${variable}.`) || key.startsWith(`${variable}[`);
  return new Set([...context.nonNull].filter((key) => !hides(key)));
}

function shownBy(node: Node, outcome: boolean): string[] {
  if (node.kind === 'group') return shownBy(node.inner, outcome);
  if (node.kind === 'unary' && node.operator === '!') return shownBy(node.operand, !outcome);
  if (node.kind !== 'binary') return [];
  const isSure = (node.operator === '&&' && outcome) || (node.operator === '||' && !outcome);
  if (isSure) return [...shownBy(node.left, outcome), ...shownBy(node.right, outcome)];
  const isDifferent = (node.operator === '!=' && outcome) || (node.operator === '==' && !outcome);
  if (isDifferent && isNull(node.right)) return chainAndOwners(node.left);
  if (isDifferent && isNull(node.left)) return chainAndOwners(node.right);
  return [];
}

/** `a?.b != null` also shows that `a` is not null. */
function chainAndOwners(node: Node): string[] {
  const key = chainKey(node);
  const owners = node.kind === 'member' || node.kind === 'index' ? chainAndOwners(node.of) : [];
  return key === undefined ? owners : [key, ...owners];
}

function isNull(node: Node): boolean {
  return node.kind === 'literal' && node.value === null;
}
