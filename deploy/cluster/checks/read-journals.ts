import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All lines of all journals (JSON Lines) in a folder. */
export async function readJournals<Line>(folder: string): Promise<Line[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  );
}
