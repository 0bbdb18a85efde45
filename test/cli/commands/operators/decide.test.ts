import { describe, expect, it } from 'vitest';
import { runCli } from '../../../../cli/program.ts';
import { testContext } from '../../support/test-context.ts';

async function run(...args: string[]) {
  const { context, stdout, stderr } = testContext({});
  const code = await runCli(['decide', 'orders/o-1', ...args], context);
  return { code, out: stdout.text(), err: stderr.text() };
}

describe('decide', () => {
  it('names every verb in its help, with examples', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const verb of ['retry_with', 'resolve_unknown', 'mark_compensated', 'resume']) expect(out).toContain(verb);
    for (const option of ['--arguments', '--happened', '--output', '--evidence', '--park'])
      expect(out).toContain(option);
  });

  it.each([
    [['retry_with', '--arguments', '{'], 2, '--arguments is no JSON'],
    [['retry_with', '--arguments', '[1]'], 2, '--arguments is not a JSON object.'],
    [['retry_with', '--arguments', '@nowhere.json'], 2, '--arguments names "nowhere.json", which cannot be read'],
    [['skip', '--output', 'yes'], 2, '--output is no JSON'],
    [['resolve_unknown', '--happened', 'perhaps'], 1, 'It is true or false.'],
  ])('%j is refused before Temporal is asked', async (args, exitCode, sentence) => {
    const { code, err, out } = await run(...args);
    expect(code).toBe(exitCode);
    expect(err).toContain(sentence);
    expect(out).toBe('');
  });
});
