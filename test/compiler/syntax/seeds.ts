import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The YAML blocks of a seed document as they are written there, by their first key. */
export function yamlBlocks(file: string): Map<string, string> {
  const blocks = [...seed(file).matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf(':')), block]));
}

/** The one JSON document with `mcpServers` in a seed document. */
export function jsonServers(file: string): string {
  const text = seed(file);
  const start = text.search(/^\{\n\s*"mcpServers"/m);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return text.slice(start, at + 1);
  }
  throw new Error(`${file} has no mcpServers`);
}

/**
 * The two `servers:` blocks of 004. The document as we have it lost its indentation (every line begins in column 1), so it is
 * put back here: what follows an item belongs to it, what follows `autoScale:` belongs to that. No word is changed.
 */
export function serverLists(): string[] {
  const blocks =
    seed('004_infrastructure_guide.txt').match(
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

function seed(file: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../../shared/seeds/${file}`, import.meta.url)), 'utf8');
}
