import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../compiler/syntax/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['3650d', 315_360_000_000],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', '5', '5 s', '0s', '05s', '-1s', '1.5h', '5S', '1h30m', '3651d', `${'9'.repeat(400)}s`, '5s\n'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
