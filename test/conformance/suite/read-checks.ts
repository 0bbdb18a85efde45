import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the suite has written about one run. */
export interface Tally {
  scenarios: number;
  /** Scenarios in which nothing failed and nothing was warned of. */
  clean: number;
  /** Without those that only tell something, and those that were skipped. */
  checks: number;
  failed: FailedCheck[];
}

export interface FailedCheck {
  /** `<scenario>:<check>`, as the suite's own lists of expected failures name it. */
  name: string;
  why: string;
}

const checksSchema = z.array(
  z.looseObject({
    id: z.string(),
    status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']),
    errorMessage: z.string().optional(),
  }),
);

/** Reads `server-<scenario>-<time>/checks.json` of every scenario. Warnings count as failures, as in the suite's own judgement. */
export async function readChecks(folder: string): Promise<Tally> {
  const tally: Tally = { scenarios: 0, clean: 0, checks: 0, failed: [] };
  for (const name of (await readdir(folder)).sort()) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1];
    if (scenario === undefined) continue;
    const checks = checksSchema.parse(JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')));
    const judged = checks.filter(({ status }) => status !== 'INFO' && status !== 'SKIPPED');
    const failed = judged.filter(({ status }) => status !== 'SUCCESS');
    tally.scenarios += 1;
    tally.clean += failed.length === 0 ? 1 : 0;
    tally.checks += judged.length;
    tally.failed.push(
      ...failed.map(({ id, errorMessage }) => ({ name: `${scenario}:${id}`, why: errorMessage ?? '' })),
    );
  }
  return tally;
}
