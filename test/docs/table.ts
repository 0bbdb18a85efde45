import { PAGES } from './pages.ts';
import type { Page } from './pages.ts';

export function pageOf(path: string): Page {
  const page = PAGES.find((one) => one.path === path);
  if (page === undefined) throw new Error(`There is no page ${path}.`);
  return page;
}

/** Cells of the first table below a heading, without its head. */
export function rowsUnder(path: string, heading: string): string[][] {
  const { prose } = pageOf(path);
  const from = prose.findIndex((line) => line.replace(/^#+ /, '') === heading || line === `# ${heading}`);
  if (from === -1) throw new Error(`${path} has no heading "${heading}".`);
  const start = prose.findIndex((line, index) => index > from && line.startsWith('|'));
  const end = prose.findIndex((line, index) => index > start && !line.startsWith('|'));
  return prose.slice(start + 2, end).map(cellsOf);
}

/** A `\|` is no border. */
function cellsOf(row: string): string[] {
  return row
    .replaceAll('\\|', '\u0000')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\u0000', '|'));
}

export function codesOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
