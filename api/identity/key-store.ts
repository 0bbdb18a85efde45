import { chmod, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { parseKeyFile, renderKeyFile } from './key-file.ts';
import type { KeyEntry, KeyFileResult } from './key-file.ts';

/** The entries of a key file, for `sagaflow keys`. `shown` is how people call the file. */
export async function readKeys(path: string, shown: string): Promise<KeyFileResult> {
  try {
    return parseKeyFile(shown, await readFile(path, 'utf8'));
  } catch (error) {
    return { kind: 'problem', sentence: `${shown} cannot be read: ${reasonOf(error)}.` };
  }
}

/**
 * Adds an entry, in one stroke: a reader finds the old file or the new one. The file is made when it is not there, and is readable for
 * its owner only. Gives a sentence when it cannot be done.
 */
export async function addKey(path: string, shown: string, entry: KeyEntry): Promise<string | null> {
  const before = await readFile(path, 'utf8').catch((error: unknown) => (isMissing(error) ? EMPTY : null));
  if (before === null) return `${shown} cannot be read.`;
  const parsed = parseKeyFile(shown, before);
  if (parsed.kind === 'problem') return `${parsed.sentence} Nothing was added.`;
  // Behind a link the file itself is replaced, not the link.
  const file = await realpath(path).catch(() => path);
  const partial = `${file}.${entry.id}.partial`;
  try {
    await writeFile(partial, renderKeyFile([...parsed.entries, entry]), { mode: 0o600, flag: 'wx' });
    await chmod(partial, 0o600);
    await rename(partial, file);
    return null;
  } catch (error) {
    return `${shown} cannot be written: ${reasonOf(error)}.`;
  } finally {
    await rm(partial, { force: true });
  }
}

const EMPTY = renderKeyFile([]);

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function reasonOf(error: unknown): string {
  if (isMissing(error)) return 'there is no such file or folder';
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
