import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FailedCheck } from './read-checks.ts';

/**
 * Names the checks that fail and are not in the list of expected failures, and those in the list that do not fail any more. The
 * suite judges so too, but only what a revision requires; here extensions and pending scenarios count as well.
 */
export async function judge(file: string, failed: readonly FailedCheck[]): Promise<string[]> {
  const { server: expected } = listSchema.parse(parse(await readFile(file, 'utf8')));
  const names = new Set(failed.map(({ name }) => name));
  return [
    ...failed.filter(({ name }) => !expected.includes(name)).map(({ name, why }) => `${name} fails: ${why}`),
    ...expected.filter((name) => !names.has(name)).map((name) => `${name} is expected to fail, and does not`),
  ];
}

const listSchema = z.strictObject({ server: z.array(z.string().regex(/^[^:]+:[^:]+$/)) });
