import { fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from './tool.ts';

/** One line of a server's journal (JSON Lines). The sum of `effect.change` over a `ref` is what is left of that effect. */
export interface JournalLine {
  at: string;
  server: string;
  tool: string;
  key: string | null;
  compensates: string | null;
  execution: unknown;
  arguments: Values;
  event: 'received' | 'applied' | 'replied' | 'refused' | 'tombstoned';
  effect?: { ref: string; change: 1 | -1 };
  result?: Values;
  reason?: string;
  switched?: true;
  repeated?: true;
}

export interface Journal {
  /** Appends the lines in one write and waits until they are on the disk. */
  append(lines: JournalLine[]): void;
  /** Lines that were appended, by any process, since the last call. */
  readNew(): JournalLine[];
}

export function openJournal(dir: string, server: string): Journal {
  mkdirSync(dir, { recursive: true });
  const file = openSync(join(dir, `${server}.jsonl`), 'a+');
  endHalfWrittenLine(file);
  let position = 0;
  let rest = Buffer.alloc(0);
  return {
    append(lines) {
      writeSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      fsyncSync(file);
    },
    readNew() {
      const fresh = readFrom(file, position);
      position += fresh.length;
      const bytes = Buffer.concat([rest, fresh]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      rest = bytes.subarray(end);
      return bytes.subarray(0, end).toString('utf8').split('\n').flatMap(parseLine);
    },
  };
}

function endHalfWrittenLine(file: number): void {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a) writeSync(file, '\n');
}

function readFrom(file: number, start: number): Buffer {
  const parts: Buffer[] = [];
  for (let position = start; ;) {
    const part = Buffer.alloc(65_536);
    const length = readSync(file, part, 0, part.length, position);
    if (length === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, length));
    position += length;
  }
}

/** A line that a dying machine left half-written was never acknowledged: it counts as not written. */
function parseLine(line: string): JournalLine[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as JournalLine];
  } catch {
    return [];
  }
}
