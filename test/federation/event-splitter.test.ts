import { describe, expect, it } from 'vitest';
import { createEventSplitter } from '../../federation/transports/http/event-splitter.ts';
import type { Held } from '../../federation/transports/hold.ts';

/** The events of a text that comes in pieces of some bytes. */
function split(text: string, pieceBytes: number, limitBytes = 1_000): Held[] {
  const events: Held[] = [];
  const splitter = createEventSplitter(limitBytes, (event) => events.push(event));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.subarray(at, at + pieceBytes));
  return events;
}

const linesOf = (events: Held[]): string[][] =>
  events.map((event) => (event.kind === 'whole' ? event.bytes.toString('utf8').split(/\r\n|\r|\n/) : [event.kind]));

describe.each([1, 2, 3, 7, 1_000])('an event stream in pieces of %i bytes', (pieceBytes) => {
  it.each(['\n', '\r', '\r\n'])('is split at its blank lines, whose end is %j', (end) => {
    const text = ['', 'data: ä', 'id: 1', '', '', ': b', '', 'data: c', '', 'data: open'].join(end);
    const lines = linesOf(split(text, pieceBytes)).map((each) => each.filter((line) => line !== ''));
    expect(lines).toEqual([['data: ä', 'id: 1'], [': b'], ['data: c']]);
  });

  it('gives of an event that is too large its ends and its size, and the others whole', () => {
    const large = `data: ${'x'.repeat(2_000)}y\n\n`;
    const [first, oversized, last] = split(`data: 1\n\n${large}data: 2\n\n`, pieceBytes);
    expect(linesOf([first, last].flatMap((each) => each ?? [])).map(([line]) => line)).toEqual(['data: 1', 'data: 2']);
    expect(oversized).toMatchObject({ kind: 'oversized', size: large.length });
    expect(oversized).toMatchObject({ head: large.slice(0, 256), tail: large.slice(-256) });
  });
});
