import { CommandError } from '../context.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/** SAGAFLOW_LOG_LEVEL, or what fits the command. */
export function logLevel({ environment }: Context, otherwise: string): string {
  const level = environment['SAGAFLOW_LOG_LEVEL'] || otherwise;
  if (LEVELS.includes(level)) return level;
  throw new CommandError(EXIT.error, `SAGAFLOW_LOG_LEVEL is "${level}"; it is one of ${LEVELS.join(', ')}.`);
}
