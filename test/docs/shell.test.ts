import { describe, expect, it } from 'vitest';
import { readConsole, readShell } from './shell.ts';

const words = (text: string): string[][] => readShell(text).map((command) => command.words);

describe('shell in the documentation', () => {
  it('is read with its quotes, comments, pipes, redirections and lines that go on', () => {
    const text = `npm ci && npm test   # both\nSAGAFLOW_AUTH=off sagaflow api\ncurl -d '{\n "a": 1 }' \\\n  -H "X: \\"y\\"" | jq .a > out.json\n`;
    expect(words(text)).toEqual([
      ['npm', 'ci'],
      ['npm', 'test'],
      ['sagaflow', 'api'],
      ['curl', '-d', '{\n "a": 1 }', '-H', 'X: "y"'],
      ['jq', '.a'],
    ]);
    expect(readShell(text).map(({ line }) => line)).toEqual([0, 0, 1, 2, 4]);
    expect(readShell(text)[2]?.environment).toEqual({ SAGAFLOW_AUTH: 'off' });
  });

  it('may have placeholders and substituted commands', () => {
    expect(words('kill -9 <the worker> $(cat pid) …')).toEqual([['kill', '-9', '<the worker>', '$(cat pid)', '…']]);
    expect(words('sagaflow run a --input - < a.json')).toEqual([['sagaflow', 'run', 'a', '--input', '-']]);
  });

  it('is refused where a quote has no end', () => {
    expect(() => readShell("echo 'a")).toThrow(/no shell/);
  });

  it('of a console is told from what it prints', () => {
    expect(readConsole('$ a --b \\\n    --c\nout 1\nout 2\n$ d\n')).toEqual([
      { line: 0, command: 'a --b \\\n    --c', output: 'out 1\nout 2\n' },
      { line: 4, command: 'd', output: '\n' },
    ]);
  });
});
