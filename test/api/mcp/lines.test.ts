import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeLines } from '../../../api/mcp/protocol/lines.ts';
import { hideInText, parseJson, showInText, stringifyJson } from '../../../plan/numbers/json-text.ts';

const integer = fc.bigInt(-(2n ** 80n), 2n ** 80n).map((value) => parseJson(String(value)) as number | bigint);
const message = fc.record({
  id: integer,
  text: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\uE000n12345678901234567890')),
  list: fc.array(integer),
});

/** Sends these lines in pieces of so many bytes, through hiding and showing. */
function through(text: string, size: number): string {
  const [hide, show] = [changeLines(hideInText), changeLines(showInText)];
  const bytes = Buffer.from(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += size)
    out += show.push(Buffer.from(hide.push(bytes.subarray(at, at + size))));
  return out + show.push(Buffer.from(hide.end())) + show.end();
}

describe('lines', () => {
  it('are the same, whatever pieces they come in', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 40 }), (messages, size) => {
        const text = messages.map((one) => `data: ${stringifyJson(one)}\n`).join('');
        expect(through(text, size)).toBe(text);
      }),
    );
  });

  it('go on as soon as they are complete, and the last one without an end', () => {
    const lines = changeLines(hideInText);
    expect(lines.push(Buffer.from('{"n":123456789'))).toBe('');
    expect(lines.push(Buffer.from('01234567890}\n{"m'))).toBe('{"n":"\uE000n12345678901234567890"}\n');
    expect(lines.push(Buffer.from('":1}'))).toBe('');
    expect(lines.end()).toBe('{"m":1}');
  });
});
