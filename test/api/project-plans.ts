import { readFileSync } from 'node:fs';
import { compile } from '../../compiler/compile.ts';
import { parseLock } from '../../compiler/lock/parse-lock.ts';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import type { Plan } from '../../plan/plan.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const lock = parseLock(read('tools.lock.json'), 'tools.lock.json');
const { platform } = readPlatform(read('platform.yaml'), 'platform.yaml');

/** The plan of a definition, compiled against this repository's servers. */
export function planOf(text: string): Plan {
  if (!lock.ok) throw new Error('tools.lock.json cannot be read.');
  const compiled = compile(text, { catalog: lock.catalog, platform });
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return compiled.plan;
}

export function planOfFile(file: string): Plan {
  return planOf(read(file));
}
