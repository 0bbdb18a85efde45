import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { KINDS, type Kind } from './kinds.ts';

export interface CampaignOptions {
  seed: number;
  sagas: number;
  /** How many sagas are under way at the same time. */
  width: number;
  /** What is injected; every one of them must be, at least once. */
  kinds: readonly Kind[];
  /** The run folder; must not be there yet. */
  out: string;
  /** `cli/main.js` of the build that the workers run. */
  workerMain: string;
}

/** Options of `npm run campaign`. Throws with a sentence when they do not fit. */
export function readOptions(args: string[]): CampaignOptions & { bug: string | null } {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      sagas: { type: 'string' },
      short: { type: 'boolean', default: false },
      width: { type: 'string' },
      kinds: { type: 'string' },
      bug: { type: 'string' },
      worker: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const seed = wholeNumber('seed', values.seed);
  return {
    seed,
    sagas: wholeNumber('sagas', values.sagas ?? (values.short ? '160' : '1000')),
    width: wholeNumber('width', values.width ?? '64'),
    kinds: values.kinds === undefined ? KINDS : values.kinds.split(',').map(kindOf),
    out: values.out ?? join(tmpdir(), `sagaflow-campaign-${seed}-${Date.now()}`),
    workerMain: values.worker ?? fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url)),
    bug: values.bug ?? null,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is "${text}"; it is a whole number above 0.`);
}

function kindOf(text: string): Kind {
  const kind = KINDS.find((one) => one === text);
  if (kind === undefined) throw new Error(`--kinds has "${text}". There are: ${KINDS.join(', ')}.`);
  return kind;
}
