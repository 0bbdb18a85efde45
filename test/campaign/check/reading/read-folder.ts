import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call, CampaignRun, Effect, Execution, JournalEntry, Run, Saga, StartEntry } from '../types.ts';
import { groupRuns } from './group-runs.ts';
import { readHistory } from './read-history.ts';

/** Reads a run folder: the ledger's journal, the histories, and the starts that were acknowledged. Nothing else. */
export async function readFolder(folder: string, bundle: string): Promise<CampaignRun> {
  const journal = (await readLines<JournalEntry>(join(folder, 'ledger.jsonl'))).toSorted((a, b) => a.seq - b.seq);
  const starts = await readLines<StartEntry>(join(folder, 'starts.jsonl'));
  const runs: Run[] = [];
  const files = await readdir(join(folder, 'histories')).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.json')).sort()) {
    const run = readHistory(JSON.parse(await readFile(join(folder, 'histories', file), 'utf8')));
    if (DEFINITION.test(run.workflowType)) runs.push(run);
  }
  const sagas = groupRuns(runs);
  const effects = keepBooks(journal);
  return { folder, journal, starts, runs, sagas, effects, ...index(sagas, effects), bundle };
}

/** The reconciler's own workflow begins with a capital letter and is no saga. */
const DEFINITION = /^[a-z]/;

async function readLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** What came to be and what ended, from the journal alone. */
function keepBooks(journal: readonly JournalEntry[]): Effect[] {
  const effects = new Map<string, Effect>();
  for (const entry of journal) {
    if (entry.event !== 'applied' || entry.effect === null) continue;
    const known = effects.get(entry.effect);
    if (known === undefined) effects.set(entry.effect, { id: entry.effect, applied: entry, undone: null });
    else known.undone = entry;
  }
  return [...effects.values()];
}

/** Scheduled calls by key; effects by saga. */
function index(sagas: readonly Saga[], effects: readonly Effect[]): Pick<CampaignRun, 'callsByKey' | 'effectsOf'> {
  const callsByKey = new Map<string, Call[]>();
  const owner = new Map<string, Saga>();
  for (const saga of sagas) {
    for (const run of runsOf(saga)) {
      owner.set(run.runId, saga);
      for (const call of run.calls) {
        const known = callsByKey.get(call.request.key);
        if (known === undefined) callsByKey.set(call.request.key, [call]);
        else known.push(call);
      }
    }
  }
  const effectsOf = new Map<Saga, Effect[]>(sagas.map((saga) => [saga, []]));
  for (const effect of effects) {
    const { key, execution } = effect.applied;
    const runId = callsByKey.get(key ?? '')?.[0]?.runId ?? execution?.runId ?? '';
    const saga = owner.get(runId);
    if (saga !== undefined) effectsOf.get(saga)?.push(effect);
  }
  return { callsByKey, effectsOf };
}

/** A saga's own execution, its children and its recoveries. */
export function executionsOf({ root, children, recoveries }: Saga): Execution[] {
  return [root, ...children, ...recoveries];
}

export function runsOf(saga: Saga): Run[] {
  return executionsOf(saga).flatMap(({ runs }) => runs);
}
