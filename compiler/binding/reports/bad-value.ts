import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import { enclosingGroups } from '../names/upstream.ts';

/** `as` must not hide a name that expressions already have. */
export function reportReservedName(context: Context, step: StepNode): void {
  const outer = enclosingGroups(step).find((group) => group.syntax.for_each !== undefined && group.as === step.as);
  if (!RESERVED.has(step.as) && outer === undefined) return;
  context.report({
    code: 'bad-value',
    message:
      outer === undefined
        ? `"${step.as}" cannot name the item: expressions already have that name.`
        : `"${step.as}" is already the item of "${outer.name}" around this step.`,
    path: step.syntax.as === undefined ? [...step.path, 'for_each'] : [...step.path, 'as'],
    hint: 'Give the item a name of its own: as: customer.',
  });
}

const RESERVED: ReadonlySet<string> = new Set(
  'input steps failures output arguments execution index key true false null in map filter exists all'.split(' '),
);

/** The scheme of a URI is not written out, so nobody can tell here which server would be asked. */
export function reportUnreadableScheme(context: Context, step: StepNode): void {
  context.report({
    code: 'bad-value',
    message: 'The URI of a resource begins with a literal scheme, as in "github://…".',
    path: [...step.path, 'resource'],
    hint: 'Write the scheme out and use expressions only behind it, or add "mcp_server".',
  });
}
