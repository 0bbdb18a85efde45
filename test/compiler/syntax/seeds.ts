import { seedText, type Seed } from '../../support/seeds.ts';

/** The YAML blocks of a seed document as they are written there, by their first key. */
export function yamlBlocks(file: Seed): Map<string, string> {
  const blocks = [...seedText(file).matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf(':')), block]));
}

/**
 * The two `servers:` blocks of 004. The document as we have it lost its indentation (every line begins in column 1), so it is
 * put back here: what follows an item belongs to it, what follows `autoScale:` belongs to that. No word is changed.
 */
export function serverLists(): string[] {
  const blocks =
    seedText('004_infrastructure_guide').match(
      /^(?:version: "1\.0"\n)?servers:\n(?:- name: .*\n(?:[a-zA-Z]+:.*\n)+)+/gm,
    ) ?? [];
  return blocks.map(indent);
}

function indent(block: string): string {
  let isScaling = false;
  return block
    .split('\n')
    .map((line) => {
      if (line === '' || /^(version|servers):/.test(line)) return line;
      if (line.startsWith('- ')) return `  ${line}`;
      const depth = isScaling ? 6 : 4;
      isScaling ||= line === 'autoScale:';
      return `${' '.repeat(depth)}${line}`;
    })
    .join('\n');
}
