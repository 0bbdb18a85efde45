import { commandLineCaller } from '../api/operations/caller.ts';
import type { Caller } from '../api/operations/caller.ts';
import type { Context } from '../mains/context.ts';

export const BY_OPTION = [
  '--by <name>',
  'who decides; kept in the history. Default: the user of this machine',
] as const;

/** The name that a decision carries: the one given, else the user's. A list of approvers must contain it. */
export function whoDecides({ environment }: Pick<Context, 'environment'>, by?: string): string | undefined {
  return (by ?? environment['USER']) || undefined;
}

/** Whom the operations of a command are told of. */
export function callerOf(context: Pick<Context, 'environment'>, by?: string): Caller {
  return commandLineCaller(whoDecides(context, by) ?? null);
}
