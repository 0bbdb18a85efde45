import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBooks, type Answer } from './books.ts';
import type { Arrival, JournalEntry } from './entry.ts';
import { openJournal } from './journal.ts';

const journalFile = (): string => join(mkdtempSync(join(tmpdir(), 'sagaflow-books-')), 'ledger.jsonl');
const openBooks = (file: string) => createBooks((replay) => openJournal(file, replay));

function arrival(books: ReturnType<typeof openBooks>, more: Partial<Arrival>): Arrival {
  const nobody = { execution: null, compensates: null, key: null };
  return { call: books.nextCall(), server: 'keyed', tool: 'act', ...nobody, arguments: { ref: 'r' }, ...more };
}

function events(file: string): string[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as JournalEntry).event);
}

const idOf = (answer: Answer): unknown => (answer.kind === 'result' ? answer.output['id'] : null);
const isRefused = (answer: Answer): boolean => answer.kind === 'result' && answer.isError;

describe('a server that knows keys', () => {
  it('applies a key once and gives the recorded answer again', () => {
    const file = journalFile();
    const books = openBooks(file);
    const first = books.take(arrival(books, { key: 'k' }));
    expect(books.take(arrival(books, { key: 'k' }))).toEqual(first);
    expect(events(file)).toEqual(['received', 'applied', 'replied', 'received', 'replayed']);
  });

  it('refuses a call that comes after its undo, also when it had never seen it', () => {
    const books = openBooks(journalFile());
    const undone = books.take(arrival(books, { tool: 'undo_act', key: 'u', compensates: 'k' }));
    expect(undone).toMatchObject({ output: { status: 'nothing_to_undo' } });
    expect(isRefused(books.take(arrival(books, { key: 'k' })))).toBe(true);
  });

  it('undoes what the arguments name, not what was meant', () => {
    const books = openBooks(journalFile());
    const id = idOf(books.take(arrival(books, { key: 'a', arguments: { ref: 'one' } })));
    books.take(arrival(books, { key: 'b', arguments: { ref: 'two' } }));
    books.take(arrival(books, { tool: 'undo_act', key: 'u', compensates: 'b', arguments: { id } }));
    const find = (key: string): Answer => books.take(arrival(books, { tool: 'find', key: null, arguments: { key } }));
    expect(find('a')).toMatchObject({ output: { found: false } });
    expect(find('b')).toMatchObject({ output: { found: true } });
  });

  it('knows after a restart what it did before, and forgets half a line', () => {
    const file = journalFile();
    const books = openBooks(file);
    const first = books.take(arrival(books, { key: 'k' }));
    appendFileSync(file, '{"seq":99,"event":"app');
    const again = openBooks(file);
    expect(again.take(arrival(again, { key: 'k' }))).toEqual(first);
    expect(idOf(again.take(arrival(again, { key: 'other' })))).not.toBe(idOf(first));
    expect(events(file)).toHaveLength(8);
  });

  it('does what is asked of it after the effect, and the right thing the next time', () => {
    for (const fault of ['poison', 'error_after', 'rpc_error'] as const) {
      const books = openBooks(journalFile());
      const wrong = books.take(arrival(books, { key: 'k', fault }));
      const right = books.take(arrival(books, { key: 'k' }));
      expect(wrong).not.toEqual(right);
      expect(right).toMatchObject({ isError: false, output: { id: 'e-1' } });
    }
  });
});

it('a server that promises nothing does it again', () => {
  const books = openBooks(journalFile());
  const twice = [1, 2].map(() => idOf(books.take(arrival(books, { server: 'plain', key: 'k' }))));
  expect(twice).toEqual(['e-1', 'e-2']);
});

it('a server whose errors are atomic remembers that it declined a key', () => {
  const file = journalFile();
  const books = openBooks(file);
  books.take(arrival(books, { server: 'atomic', key: 'k', fault: 'declined' }));
  expect(isRefused(books.take(arrival(books, { server: 'atomic', key: 'k' })))).toBe(true);
  expect(isRefused(books.take(arrival(books, { server: 'atomic', key: 'another' })))).toBe(false);
});
