import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { platformJsonSchema } from '../../../compiler/json-schema.ts';
import { BLOCK_NAMES, isInForce, PLATFORM_BLOCKS } from '../../../compiler/platform/blocks.ts';
import { readPlatform } from '../../../compiler/platform/read-platform.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the blocks of platform.yaml', () => {
  it('are in the table of the docs, with what they are for and whether they are in force', () => {
    const text = readFileSync(root('docs/platform.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` +\| (.*?) +\| (yes|not yet) +\|$/gm)].map(([, ...row]) => row);
    expect(rows).toEqual(
      BLOCK_NAMES.map((name) => [name, PLATFORM_BLOCKS[name].says, isInForce(name) ? 'yes' : 'not yet']),
    );
  });

  it.each(BLOCK_NAMES.filter(isInForce))('%s names a room that exists', (name) => {
    expect(existsSync(root(PLATFORM_BLOCKS[name].obeyedBy ?? ''))).toBe(true);
  });

  it('say in the JSON Schema that they are not in force yet', () => {
    const properties = platformJsonSchema()['properties'] as Record<string, { description?: string; title?: string }>;
    const marked = BLOCK_NAMES.filter((name) => properties[name]?.description?.includes('Not in force yet.') === true);
    expect(marked).toEqual(BLOCK_NAMES.filter((name) => !isInForce(name)));
  });

  it('are in force or not in force, whatever a file declares', () => {
    const text = 'mcpServers: { a: { command: node } }\norchestration: {}\ncaching_strategy: {}\nservers: []\n';
    const { platform } = readPlatform(text, 'platform.yaml');
    expect(platform?.inForce).toEqual(['mcpServers', 'servers', 'orchestration']);
    expect(platform?.notInForce.map(({ path }) => path)).toEqual([['caching_strategy']]);
    expect(platform?.policies).toEqual({});
  });
});
