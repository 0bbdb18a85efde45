import type { Context } from '../context.ts';
import type { Need } from '../model.ts';

/** One inferred input goes to several tools. For identifiers that is meant; for anything else it may be a coincidence of names. */
export function reportSharedInput(context: Context, needs: Need[]): void {
  const [first, second] = needs;
  if (first === undefined || second === undefined) return;
  context.report({
    code: 'shared-input',
    message: `The input "${first.name}" goes to all of these: ${listed([...new Set(needs.map((need) => need.who))])}.`,
    path: second.path,
    hint: 'If they are different things, write the argument of one of them; if not, write "input:" to say so.',
    related: [context.related(first.path, `Also needed by ${first.who}.`)],
  });
}

function listed(names: string[]): string {
  const rest = names.length - MAX_LISTED;
  return rest > 0 ? `${names.slice(0, MAX_LISTED).join(', ')} and ${rest.toString()} more` : names.join(', ');
}

const MAX_LISTED = 5;
