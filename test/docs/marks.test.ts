import { describe, expect, it } from 'vitest';
import { checkBlock, markComplaint } from './kinds.ts';
import { readPage } from './pages.ts';
import type { Block } from './pages.ts';
import { runPage } from './run-page.ts';

function blocksOf(...lines: string[]): Block[] {
  return readPage('docs/page.md', lines.join('\n')).blocks;
}

function blockOf(info: string, ...lines: string[]): Block {
  const [block] = blocksOf(`\`\`\`${info}`, ...lines, '```');
  if (block === undefined) throw new Error('There is no block.');
  return block;
}

const SLIP = [
  'workflow_definition:',
  '  name: a',
  '  steps:',
  '    - name: b',
  '      mcp_server: payment_server',
  '      action: charge_crad',
];

describe('a fenced block', () => {
  it.each(['', 'yaml', 'json', 'ts', 'yaml deffinition'])('"%s" must say how it is checked', (info) => {
    expect(markComplaint(blockOf(info, 'x'))).toMatch(
      /^docs\/page\.md:2: "[^"]*" does not say how this block is checked/,
    );
  });

  it('has no mark that nothing obeys', () => {
    expect(markComplaint(blockOf('yaml definition erorr=limits', 'x'))).toBe(
      'docs/page.md:2: nothing obeys the mark "erorr".',
    );
  });

  it('with a definition fails with the line of the problem, unless the mark says just that', () => {
    const [complaint] = checkBlock(blockOf('yaml definition', ...SLIP));
    expect(complaint).toMatch(/^docs\/page\.md:7: error unknown-tool: payment_server has no tool "charge_crad"/);
    expect(checkBlock(blockOf('yaml definition error=unknown-tool', ...SLIP))).toEqual([]);
    expect(checkBlock(blockOf('yaml definition error=limits', ...SLIP))).toHaveLength(2);
  });

  it('with JSON that the code does not give fails', () => {
    expect(checkBlock(blockOf('json problem', '{"type": "a"}'))).not.toEqual([]);
    expect(checkBlock(blockOf('json failure', '{"kind": "a"}'))).toContain('"kind" is never there.');
  });

  it('with an expression that has another value fails', () => {
    expect(checkBlock(blockOf('text expressions', '1 + 1 → 3', '1 / 0 → error'))).toEqual(['1 + 1 is 2, not 3']);
  });
});

describe('a page that is run', () => {
  it('fails where something else is printed', async () => {
    const shown = [
      '```sh run',
      'sagaflow validate',
      '```',
      '```text output',
      '✓ 7 definition files, no problems',
      '```',
    ];
    expect(await runPage(blocksOf(...shown))).toEqual([]);
    const [wrong] = await runPage(blocksOf(...shown.map((line) => line.replace('7', '8'))));
    expect(wrong).toMatch(/^docs\/page\.md:5: it says\n✓ 8 definition files/);
  });

  it('fails where nothing was run', async () => {
    expect(await runPage(blocksOf('```text output', 'x', '```'))).toHaveLength(1);
  });
});
