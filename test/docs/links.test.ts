import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../cli/support/test-context.ts';
import { filesOf } from './files.ts';
import { PAGES, placeOf } from './pages.ts';
import type { Page, Piece } from './pages.ts';

describe('links of the documentation', () => {
  it.each(PAGES)('of $path lead somewhere', ({ links }) => {
    expect(links.flatMap((link) => deadLink(link) ?? [])).toEqual([]);
  });

  it('are found at all', () => {
    expect(PAGES.flatMap(({ links }) => links).length).toBeGreaterThan(100);
  });
});

describe('paths that are named', () => {
  it.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('in %s exist', (path) => {
    expect(pageOf(path)?.codes.flatMap((code) => deadPath(code) ?? [])).toEqual([]);
  });

  it('on the other pages exist, as far as they begin with a room of the sources', () => {
    const paths = PAGES.flatMap(({ codes }) => codes).filter(({ text }) => ROOM.test(text));
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.flatMap((code) => deadPath(code) ?? [])).toEqual([]);
  });

  it('in the first column of the table of rooms exist', () => {
    const readme = pageOf('README.md')?.prose ?? [];
    const from = readme.indexOf('## The rooms');
    const rows = readme.slice(from).flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((room) => !existsSync(join(repository, room)))).toEqual([]);
  });
});

function pageOf(path: string): Page | undefined {
  return PAGES.find((page) => page.path === path);
}

function deadLink(link: Piece): string | null {
  if (/^[a-z]+:/.test(link.text)) return null;
  const [path = '', anchor] = link.text.split('#');
  const target = path === '' ? link.page : normalize(join(dirname(link.page), path));
  if (!existsSync(join(repository, target))) return `${placeOf(link)}: there is no ${target}`;
  if (anchor === undefined) return null;
  const page = pageOf(target);
  if (page === undefined) return `${placeOf(link)}: ${target} is no page that is checked, so "#${anchor}" cannot be`;
  return page.anchors.has(anchor) ? null : `${placeOf(link)}: ${target} has no heading "#${anchor}"`;
}

/** Rooms that are gone stay in this list: a page may still name them. */
const ROOM =
  /^(activities|api|bench|cli|compiler|deploy|docs|federation|history|mains|plan|project|samples|test|worker|workflows)\//;

/** A code span that looks like a path of the repository and is none. */
function deadPath(code: Piece): string | null {
  const path = code.text.replace(/\/$/, '');
  const folders = ['', ...roomsOfRow(code)];
  if (!looksLikePath(code.text) || folders.some((folder) => candidates(`${folder}${path}`).some(isThere))) return null;
  return `${placeOf(code)}: there is no ${code.text}`;
}

const FILES: readonly string[] = filesOf(repository);

const ENDING = /.\.(ts|cjs|js|md|yaml|json|txt)$/;

/** Of code spans with a slash or the ending of a file: neither package, nor address, nor a placeholder. */
function looksLikePath(text: string): boolean {
  if (/[\s<>…${}()[\]:]/.test(text) || /^[@/~]/.test(text) || isPackage(text)) return false;
  return text.includes('/') || ENDING.test(text);
}

/** In a table of rooms, a row speaks of folders inside the room that its first cell names. */
function roomsOfRow({ page, line }: Piece): string[] {
  const [, cell = ''] = (pageOf(page)?.prose[line - 1] ?? '').split('|');
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, room = '']) => `${room.replace(/\/$/, '')}/`);
}

/** Modules are named without their ending, compiled files as they are called after a build. */
function candidates(path: string): string[] {
  return [path, `${path}.ts`, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')];
}

/** The name of a file, with or without its last folders, stands for a file that is called so, wherever it is. */
function isThere(path: string): boolean {
  if (path.includes('*')) return FILES.some((file) => patternOf(path).test(file));
  return existsSync(join(repository, path)) || FILES.some((file) => `/${file}`.endsWith(`/${path}`));
}

/** `**` is any number of folders, `*` a part of one name. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(.*/)?';
    return part === '*' ? '[^/]*' : part.replaceAll('.', '\\.');
  });
  return new RegExp(`^${parts.join('')}$`);
}

function isPackage(text: string): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.hasOwn(dependencies, text);
}
