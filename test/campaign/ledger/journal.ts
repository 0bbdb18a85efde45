import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { JournalEntry } from './entry.ts';

export interface Journal {
  /** On disk before it returns. */
  append(entry: Omit<JournalEntry, 'seq' | 'at'>): JournalEntry;
  close(): void;
}

/** Opens the journal and hands every line that is there to `replay`. A last line without its end was never answered for and is dropped. */
export function openJournal(file: string, replay: (entry: JournalEntry) => void): Journal {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const fd = openSync(file, 'a');
  ftruncateSync(fd, Buffer.byteLength(whole));
  let seq = 0;
  for (const line of whole.split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as JournalEntry;
    seq = entry.seq;
    replay(entry);
  }
  return {
    append(entry) {
      seq += 1;
      const full: JournalEntry = { seq, at: Date.now(), ...entry };
      writeSync(fd, `${JSON.stringify(full)}\n`);
      fdatasyncSync(fd);
      return full;
    },
    close: () => closeSync(fd),
  };
}
