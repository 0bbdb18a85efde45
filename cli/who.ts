import { commandLineCaller } from '../api/operations/caller.ts';
import type { Caller } from '../api/operations/caller.ts';
import type { Context } from '../mains/context.ts';

export const BY_OPTION = [
  '--by <name>',
  'who decides; kept in the history. Default: the user of this machine',
] as const;

export const EXECUTION_OPTION = ['--execution <id>', 'the child that waits ("sagaflow show" names it)'] as const;

/** The name that a decision carries: the one given, else the user's. A list of approvers must contain it. */
export function whoDecides({ environment }: Pick<Context, 'environment'>, by?: string): string | undefined {
  return (by ?? environment['USER']) || undefined;
}

/** The caller in whose name a command asks the operations; `by` is what the option of that name says. */
export function callerOf(context: Pick<Context, 'environment'>, by?: string): Caller {
  return commandLineCaller(whoDecides(context, by) ?? null);
}
