import { expect, it } from 'vitest';
import { countOf } from '../../../cli/render/count-of.ts';

it('a word has its plural unless it is one', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'tool'))).toEqual(['0 tools', '1 tool', '2 tools']);
});
