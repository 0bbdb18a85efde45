import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const PARTS = ['suite', 'inspector', 'schemathesis'] as const;

export type Part = (typeof PARTS)[number];

export interface ConformanceOptions {
  parts: readonly Part[];
  /** Where what was said and found goes; null: a folder that is removed when nothing is wrong. */
  out: string | null;
  /** One scenario of the suite instead of all. */
  scenario: string | null;
  /** Test cases for each operation of the API: schemathesis makes about that many requests for each. */
  examples: number;
  /** Makes a run of schemathesis repeatable. */
  seed: number;
}

/** Reads the command line of `npm run conformance`. Throws with a sentence for what it does not know. */
export function readOptions(args: string[]): ConformanceOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      out: { type: 'string' },
      scenario: { type: 'string' },
      examples: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { only, out, scenario, examples, seed } = values;
  return {
    parts: only.split(',').map(readPart),
    out: out ?? null,
    scenario: scenario ?? null,
    examples: readCount('--examples', examples),
    seed: readCount('--seed', seed),
  };
}

/** Where programs that are no part of the project are kept between runs. */
export function cacheFolder(environment: Record<string, string | undefined>): string {
  const home = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(environment['SAGAFLOW_CACHE_DIR'] || join(home, 'sagaflow'), 'conformance');
}

function readPart(name: string): Part {
  const part = PARTS.find((known) => known === name);
  if (part === undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not "${name}".`);
  return part;
}

function readCount(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${name} is to be a whole number above 0, not "${text}".`);
}
