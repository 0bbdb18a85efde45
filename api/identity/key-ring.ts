import { readFile, stat } from 'node:fs/promises';
import type { ApiKey } from './api-key.ts';
import type { IdentityLog } from './identity-log.ts';
import { findTwice, parseKeyFile, toApiKey } from './key-file.ts';

export interface KeySettings {
  /** Absolute, or relative to the process; null when there is only the environment. */
  file: string | null;
  /** As the file was at boot. */
  fromFile: readonly ApiKey[];
  fromEnvironment: readonly ApiKey[];
  /** The file is looked at when a key is asked for, at most this often. */
  lookEveryMs: number;
}

/** The API keys that count now. */
export interface KeyRing {
  find(id: string): Promise<ApiKey | undefined>;
}

/**
 * Follows the key file while the process runs: a key that was added or taken out counts a few seconds later. A file that cannot be read
 * or understood changes nothing, and is logged once.
 */
export function createKeyRing(settings: KeySettings, now: () => number, log: IdentityLog): KeyRing {
  const { file, fromFile, fromEnvironment, lookEveryMs } = settings;
  let keys = byId([...fromFile, ...fromEnvironment]);
  if (file === null) return { find: (id) => Promise.resolve(keys.get(id)) };

  let lookedAt = -Infinity;
  let stamp = '';
  let looking = Promise.resolve();

  async function look(path: string): Promise<void> {
    // The stamp is taken before the text is read: a change in between shows at the next look.
    const seen = await stampOf(path);
    if (seen === stamp) return;
    stamp = seen;
    const outcome = await readKeys(path, fromEnvironment);
    if (outcome.kind === 'ok') keys = byId(outcome.keys);
    else log.warn({ event: 'key-file-refused', file: path }, `${outcome.sentence} The keys of before stay in force.`);
  }

  return {
    async find(id) {
      const moment = now();
      if (moment - lookedAt >= lookEveryMs) {
        lookedAt = moment;
        looking = look(file);
      }
      await looking;
      return keys.get(id);
    },
  };
}

function byId(keys: readonly ApiKey[]): ReadonlyMap<string, ApiKey> {
  return new Map(keys.map((key) => [key.id, key]));
}

/** Changes when the file does, also when another one was put in its place. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'gone';
  }
}

type ReadKeys = { kind: 'ok'; keys: ApiKey[] } | { kind: 'problem'; sentence: string };

async function readKeys(path: string, others: readonly ApiKey[]): Promise<ReadKeys> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { kind: 'problem', sentence: `The key file ${path} cannot be read.` };
  const parsed = parseKeyFile(`The key file ${path}`, text);
  if (parsed.kind === 'problem') return parsed;
  const keys = [...parsed.entries.map(toApiKey), ...others];
  const twice = findTwice(keys);
  if (twice === null) return { kind: 'ok', keys };
  return { kind: 'problem', sentence: `The key id "${twice}" is in ${path} and in SAGAFLOW_API_KEYS.` };
}
