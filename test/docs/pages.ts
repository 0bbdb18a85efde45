import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../cli/support/test-context.ts';

/** A fenced block. `marks` are the words after its language; they do not show on the page. */
export interface Block {
  page: string;
  /** Of its first line of text, counted from 1. */
  line: number;
  language: string;
  marks: readonly string[];
  text: string;
}

/** A piece of a page's prose: a code span, or the target of a link. */
export interface Piece {
  page: string;
  line: number;
  text: string;
}

export interface Page {
  /** From the folder of the repository. */
  path: string;
  blocks: Block[];
  codes: Piece[];
  links: Piece[];
  /** What a link can name behind `#`, as GitHub makes it from the headings. */
  anchors: ReadonlySet<string>;
  /** Lines that are not in a fenced block; the others are empty, so that indexes stay. */
  prose: string[];
}

/** Every page that people read, the changelog apart: what it names need not be there any more. */
export const PAGES: readonly Page[] = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'samples/README.md',
  ...readdirSync(join(repository, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => readPage(path, readFileSync(join(repository, path), 'utf8')));

export const BLOCKS: readonly Block[] = PAGES.flatMap(({ blocks }) => blocks);

export function placeOf({ page, line }: { page: string; line: number }): string {
  return `${page}:${line}`;
}

/** The value of the mark `<name>=<value>`, all of them in order. */
export function marked({ marks }: Block, name: string): string[] {
  return marks.filter((mark) => mark.startsWith(`${name}=`)).map((mark) => mark.slice(name.length + 1));
}

export function readPage(path: string, text: string): Page {
  const { blocks, prose } = splitFences(path, text.split('\n'));
  return {
    path,
    blocks,
    prose,
    codes: pieces(path, prose, /`([^`]+)`/g),
    links: pieces(path, withoutCode(prose), /\]\(([^()\s]+)\)/g),
    anchors: anchorsOf(prose),
  };
}

function splitFences(page: string, lines: readonly string[]): { blocks: Block[]; prose: string[] } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: (Block & { fence: string; indent: number }) | null = null;
  for (const [index, line] of lines.entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? [];
    if (open === null && fence !== '') {
      const [language = '', ...marks] = info.trim().split(/\s+/);
      open = { page, line: index + 2, language, marks, text: '', fence, indent: indent.length };
    } else if (open !== null && fence === open.fence && info.trim() === '') {
      const { fence: _fence, indent: _indent, ...block } = open;
      blocks.push(block);
      open = null;
    } else if (open !== null) open.text += `${line.slice(open.indent)}\n`;
    else {
      prose.push(line);
      continue;
    }
    prose.push('');
  }
  if (open !== null) throw new Error(`${placeOf(open)}: this block has no end.`);
  return { blocks, prose };
}

/** Code spans may go on in the next line; the line of the first is said. */
function pieces(page: string, prose: readonly string[], pattern: RegExp): Piece[] {
  const text = prose.join('\n');
  return [...text.matchAll(pattern)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    text: (match[1] ?? '').replace(/\s*\n\s*/g, ' '),
  }));
}

function withoutCode(prose: readonly string[]): string[] {
  return prose
    .join('\n')
    .replace(/`[^`]*`/g, (code) => code.replace(/[^\n]/g, '_'))
    .split('\n');
}

function anchorsOf(prose: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    let name = slug;
    for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/\]\([^)]*\)/g, ']')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
