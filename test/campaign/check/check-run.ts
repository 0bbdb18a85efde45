import { fileURLToPath } from 'node:url';
import { INVARIANTS } from './invariants.ts';
import { countEndings, type Endings } from './reading/endings.ts';
import { readFolder } from './reading/read-folder.ts';
import type { CampaignRun, Invariant, Violation } from './types.ts';

export interface CheckReport {
  /** How many cases each invariant looked at, by its id. */
  checked: Record<string, number>;
  violations: Violation[];
  /** Why this run proves nothing, as sentences; empty when it does. */
  gaps: string[];
  histories: number;
  executions: number;
  journal: number;
  endings: Endings;
}

export interface CheckOptions {
  /** Path of the workflow bundle that the workers ran; default: this repository's. */
  bundle?: string;
  /** Default: all of them. */
  invariants?: readonly Invariant[];
}

const OWN_BUNDLE = fileURLToPath(new URL('../../../dist/workflow-bundle.js', import.meta.url));

/** Judges a run folder. Reads the ledger's journal, the histories and the list of acknowledged starts; never the product's code. */
export async function checkRun(
  folder: string,
  { bundle = OWN_BUNDLE, invariants = INVARIANTS }: CheckOptions = {},
): Promise<CheckReport> {
  const run = await readFolder(folder, bundle);
  const checked: Record<string, number> = {};
  const violations: Violation[] = [];
  for (const invariant of invariants) {
    const findings = await invariant.check(run);
    checked[invariant.id] = findings.checked;
    violations.push(...findings.violations.map((one) => ({ invariant: invariant.id, ...one })));
  }
  return {
    checked,
    violations,
    gaps: gapsOf(run, checked),
    histories: run.runs.length,
    executions: run.sagas.length,
    journal: run.journal.length,
    endings: countEndings(run.sagas),
  };
}

/** A checker that looked at nothing must not look like one that found nothing. */
function gapsOf({ journal, runs, starts, sagas }: CampaignRun, checked: Record<string, number>): string[] {
  const untouched = Object.entries(checked).filter(([, count]) => count === 0);
  return [
    ...(journal.length === 0 ? ['The ledger has no journal.'] : []),
    ...(starts.length === 0 ? ['No start was acknowledged.'] : []),
    ...(runs.length === 0 ? ['There are no histories.'] : []),
    ...(sagas.length < starts.length ? [`${starts.length} starts, but only ${sagas.length} executions.`] : []),
    ...untouched.map(([id]) => `${id} was checked 0 times.`),
  ];
}
