import { parseArgs } from 'node:util';

export interface ClusterOptions {
  /** Executions that are under way, or still to be started, when a worker is killed. */
  executions: number;
  /** Starts sent at once while an API process is killed, and how many keys they share. */
  requests: number;
  keys: number;
  /** Where logs, journals and histories go; null: a folder that is removed when all holds. */
  out: string | null;
}

/** Reads the command line of `npm run cluster`. Throws with a sentence when a number is none. */
export function readOptions(args: string[]): ClusterOptions {
  const { values } = parseArgs({
    args,
    options: {
      executions: { type: 'string', default: '300' },
      requests: { type: 'string', default: '1000' },
      keys: { type: 'string', default: '100' },
      out: { type: 'string' },
    },
  });
  const { executions, requests, keys, out } = values;
  return {
    executions: positive('--executions', executions),
    requests: positive('--requests', requests),
    keys: positive('--keys', keys),
    out: out ?? null,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${name} is to be a whole number above 0, not "${text}".`);
}
