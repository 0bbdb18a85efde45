import { describe, expect, it } from 'vitest';
import { parseEmbedded } from '../../plan/expressions/parse.ts';
import { checkBlock, markComplaint } from './kinds.ts';
import { BLOCKS, PAGES, placeOf } from './pages.ts';
import { isRun, runPage } from './run-page.ts';

const checked = BLOCKS.filter((block) => markComplaint(block) === null && block.language !== 'text');
const pages = PAGES.filter(({ blocks }) => blocks.some(isRun));

describe('fenced blocks of the documentation', () => {
  it('say how they are checked', () => {
    expect(BLOCKS.length).toBeGreaterThan(50);
    expect(BLOCKS.flatMap((block) => markComplaint(block) ?? [])).toEqual([]);
  });

  it.each(checked.map((block) => ({ block, place: placeOf(block), info: [block.language, ...block.marks].join(' ') })))(
    'at $place ($info) are true',
    ({ block }) => {
      expect(checkBlock(block)).toEqual([]);
    },
  );

  it.each(BLOCKS.filter(({ language, marks }) => language === 'text' && marks.length > 0))(
    'at $page:$line are what they are marked as',
    (block) => {
      expect(checkBlock(block)).toEqual([]);
    },
  );
});

describe('expressions in the prose', () => {
  const codes = PAGES.flatMap((page) => page.codes).filter(({ text }) => /(^|[^$])\$\{\{[^…]*\}\}/.test(text));

  it('can be read', () => {
    expect(codes.length).toBeGreaterThan(0);
    const wrong = codes.flatMap((code) => {
      const { result } = parseEmbedded(code.text, code.text.indexOf('${{'));
      return result.ok ? [] : result.problems.map(({ message }) => `${placeOf(code)}: ${code.text}: ${message}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('a reader who does what a page says', () => {
  it.each(pages)('of $path sees what it shows', async ({ blocks }) => {
    expect(await runPage(blocks)).toEqual([]);
  });
});
