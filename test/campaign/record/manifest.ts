import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { TEMPORAL_VERSION } from '../../../cli/temporal/locate.ts';
import type { Kind } from '../kinds.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import type { World } from '../processes/open-world.ts';

export interface Manifest {
  seed: number;
  sagas: number;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** From the last healing until nothing moved any more. */
  quietMs: number;
  options: { width: number; kinds: readonly Kind[] };
  versions: Record<string, string>;
  /** How often each was injected. */
  kinds: Record<string, number>;
  sagasWithFault: number;
  workerKills: number;
  serverKills: number;
  /** Workers that ended although nobody killed them. */
  workerDeaths: number;
  decisions: number;
  lateDelivered: number;
  histories: number;
  open: { id: string; runId: string; state: 'parked' | 'running' }[];
  /** Held up the others for too long; see `open` for whether it ended after all. */
  stuck: string[];
}

interface Facts extends Pick<Manifest, 'quietMs' | 'histories' | 'open' | 'stuck' | 'decisions'> {
  startedAt: number;
  late: number;
}

/** Writes manifest.json. Throws when the campaign did not do what it was asked: such a run proves nothing. */
export function writeManifest(world: World, facts: Facts): Manifest {
  const { options, folder, workers } = world;
  const journal = readJournal(folder.file('ledger.jsonl'));
  const kinds = countKinds(world, journal);
  const missing = options.kinds.filter((kind) => (kinds[kind] ?? 0) === 0);
  if (journal.length === 0) throw new Error('The journal of the ledger is empty.');
  const count = (...names: string[]): number => names.reduce((sum, name) => sum + (kinds[name] ?? 0), 0);
  const manifest: Manifest = {
    seed: options.seed,
    sagas: options.sagas,
    startedAt: new Date(facts.startedAt).toISOString(),
    durationMs: Date.now() - facts.startedAt,
    quietMs: facts.quietMs,
    options: { width: options.width, kinds: options.kinds },
    versions: versions(),
    kinds,
    sagasWithFault: new Set(folder.faults.map(({ execution }) => execution)).size,
    workerKills: count('kill_before_send', 'kill_after_apply', 'kill_after_reply'),
    serverKills: count('server_kill'),
    workerDeaths: workers.reduce((sum, { program }) => sum + program.deaths(), 0),
    decisions: facts.decisions,
    lateDelivered: facts.late,
    histories: facts.histories,
    open: facts.open,
    stuck: facts.stuck,
  };
  folder.write('manifest.json', manifest);
  if (missing.length > 0) throw new Error(`Not injected, although asked for: ${missing.join(', ')}.`);
  return manifest;
}

function readJournal(file: string): JournalEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalEntry);
}

function countKinds({ folder }: World, journal: JournalEntry[]): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { kind } of folder.faults) kinds[kind] = (kinds[kind] ?? 0) + 1;
  // Asked for at every arrival, but only a repeated call can be answered differently.
  const differing = journal.filter(({ event, fault }) => event === 'replayed' && fault === 'differs').length;
  return 'differs' in kinds ? { ...kinds, differs: differing } : kinds;
}

function versions(): Record<string, string> {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return {
    node: process.version,
    temporal: TEMPORAL_VERSION,
    machine: `${platform()} ${release()} ${arch()}, ${cpus().length} cores, ${gib} GiB`,
  };
}
