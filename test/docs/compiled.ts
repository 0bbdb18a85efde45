import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../compiler/compile.ts';
import type { CompileResult } from '../../compiler/compile.ts';
import type { DefinitionSource } from '../../compiler/compilation.ts';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { parseLock } from '../../compiler/lock/parse-lock.ts';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import { repository } from '../cli/support/test-context.ts';
import { filesOf } from './files.ts';
import { BLOCKS, marked } from './pages.ts';
import type { Block } from './pages.ts';

/** A definition of a page against the project of the repository: its platform, its locked tools, and its definitions as children. */
export function compileExample(text: string): CompileResult {
  return compile(text, { file: 'example.yaml', ...PROJECT });
}

/** What is wrong with a block that is compiled, when it is not exactly what its marks `error=…` and `warning=…` say. */
export function complaints(block: Block, text: string): string[] {
  const result = compileExample(text);
  const found = result.ok ? result.warnings : result.diagnostics;
  const skipped = result.ok ? result.skipped : [];
  return [...unexpected(block, found), ...skipped.map((sentence) => `Not checked: ${sentence}`)];
}

export function platformComplaints(block: Block): string[] {
  return unexpected(block, readPlatform(block.text, 'platform.yaml').diagnostics);
}

/** The compiled definition that a page shows last under this name. */
export function inputOf(page: string, definition: string) {
  const shown = BLOCKS.filter((block) => block.page === page && block.marks[0] === 'definition');
  const plans = shown.map(({ text }) => compileExample(text)).flatMap((result) => (result.ok ? [result.plan] : []));
  return plans.findLast(({ name }) => name === definition)?.input ?? null;
}

function unexpected(block: Block, found: readonly Diagnostic[]): string[] {
  const expected = [
    ...marked(block, 'error').map((code) => `error ${code}`),
    ...marked(block, 'warning').map((code) => `warning ${code}`),
  ];
  const wrong: string[] = [];
  for (const { severity, code, message, range } of found) {
    const at = expected.indexOf(`${severity} ${code}`);
    if (at === -1) wrong.push(`${block.page}:${block.line + range.start.line - 1}: ${severity} ${code}: ${message}`);
    else expected.splice(at, 1);
  }
  return [...wrong, ...expected.map((missing) => `There is no ${missing} here.`)];
}

const PROJECT = project();

function project() {
  const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
  const { platform } = readPlatform(read('platform.yaml'), 'platform.yaml');
  const lock = parseLock(read('tools.lock.json'), 'tools.lock.json');
  if (platform === null || !lock.ok) throw new Error('The project of the repository does not compile.');
  const files = filesOf(join(repository, 'definitions'));
  const byName = new Map(files.map((file) => [file.replace(/\.yaml$/, ''), `definitions/${file}`]));
  const definitions: DefinitionSource = (name) => {
    const file = byName.get(name);
    return file === undefined ? undefined : { file, text: read(file) };
  };
  return { platform, catalog: lock.catalog, definitions };
}
