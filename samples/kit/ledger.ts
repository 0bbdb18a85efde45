import { randomUUID } from 'node:crypto';
import type { JournalLine } from './journal.ts';
import type { Values } from './tool.ts';

/** Something a tool did. It stays known after it was undone, so that a repeated compensation finds nothing left. */
export interface Effect {
  tool: string;
  ref: string;
  key: string | null;
  at: string;
  arguments: Values;
  result: Values;
  undone: boolean;
}

/** The state of one server, folded from its journal: domain state (stock, balances) is a sum over the effects in force. */
export interface Ledger {
  fold(line: JournalLine): void;
  inForce(tool: string): Effect[];
  byKey(key: string): Effect | undefined;
  answerTo(key: string): JournalLine | undefined;
  isTombstoned(key: string): boolean;
  switchedFailures(tool: string): number;
  newRef(prefix: string): string;
}

export function createLedger(): Ledger {
  const effects = new Map<string, Effect>();
  const answers = new Map<string, JournalLine>();
  const tombstones = new Set<string>();
  const switched = new Map<string, number>();
  return {
    fold(line) {
      if (line.event === 'applied' || line.event === 'tombstoned') {
        if (line.key !== null && !answers.has(line.key)) answers.set(line.key, line);
      }
      if (line.event === 'applied') foldEffect(effects, line);
      if (line.event === 'tombstoned' && line.compensates !== null) tombstones.add(line.compensates);
      if (line.event === 'refused' && line.switched) switched.set(line.tool, (switched.get(line.tool) ?? 0) + 1);
    },
    inForce: (tool) => [...effects.values()].filter((candidate) => candidate.tool === tool && !candidate.undone),
    byKey: (key) => [...effects.values()].find((candidate) => candidate.key === key),
    answerTo: (key) => answers.get(key),
    isTombstoned: (key) => tombstones.has(key),
    switchedFailures: (tool) => switched.get(tool) ?? 0,
    newRef: (prefix) => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 12)}`,
  };
}

function foldEffect(effects: Map<string, Effect>, line: JournalLine): void {
  if (line.effect === undefined) return;
  const { ref, change } = line.effect;
  if (change === 1) {
    const { tool, key, at } = line;
    effects.set(ref, { tool, ref, key, at, arguments: line.arguments, result: line.result ?? {}, undone: false });
    return;
  }
  const undone = effects.get(ref);
  if (undone !== undefined) undone.undone = true;
}
