import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface SourceFile {
  /** As people would type it: relative to the folder they stand in. */
  file: string;
  text: string;
}

/** The text of a file, null when there is none. Other errors are thrown. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** All definitions below a folder (`*.yaml`, `*.yml`), or the one file that is named; sorted by path. */
export async function readDefinitions(path: string, shownFrom: string): Promise<SourceFile[]> {
  const files = await listYaml(path);
  return Promise.all(
    files.map(async (file) => ({ file: relative(shownFrom, file), text: await readFile(file, 'utf8') })),
  );
}

async function listYaml(path: string): Promise<string[]> {
  if (/\.ya?ml$/.test(path)) return [path];
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
