import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git', '.sagaflow']);

/** All files below a folder of sources, as paths from there. */
export function filesOf(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return NOT_OURS.has(entry.name) ? [] : filesOf(folder, path);
  });
}
