import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../cli/program.ts';
import { repository, testContext } from '../cli/support/test-context.ts';
import { marked, placeOf } from './pages.ts';
import type { Block } from './pages.ts';
import { readConsole, readShell } from './shell.ts';

/** Whether anything of a block is done by running its page. */
export function isRun({ marks }: Block): boolean {
  return marks.includes('run') || marks.includes('output') || marks.some((mark) => mark.startsWith('file='));
}

/**
 * Does in a copy of the repository's project what a page tells its reader to do, block by block: writes the files that it shows, types
 * the commands that are marked `run`, and compares what they print with the `text output` behind them. Gives what is not as shown.
 */
export async function runPage(blocks: readonly Block[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sagaflow-page-'));
  try {
    for (const part of ['platform.yaml', 'tools.lock.json', 'definitions']) {
      cpSync(join(repository, part), join(folder, part), { recursive: true });
    }
    return await runBlocks(blocks, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBlocks(blocks: readonly Block[], folder: string): Promise<string[]> {
  const wrong: string[] = [];
  let printed: string | null = null;
  let written = '';
  for (const block of blocks) {
    for (const file of marked(block, 'file')) {
      writeFileSync(join(folder, file), block.text);
      written = file;
    }
    for (const change of marked(block, 'replace')) replaceIn(join(folder, written), change);
    if (block.language === 'console' && block.marks.includes('run')) wrong.push(...(await runConsole(block, folder)));
    if (block.language === 'sh' && block.marks.includes('run')) printed = await type(block.text, folder);
    if (block.marks.includes('output')) {
      if (printed === null) wrong.push(`${placeOf(block)}: no block before it is run, so nothing prints this.`);
      else wrong.push(...differences(block, block.text, printed));
      printed = null;
    }
  }
  return wrong;
}

async function runConsole(block: Block, folder: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const { command, output } of readConsole(block.text)) {
    wrong.push(...differences(block, output, await type(command, folder)));
  }
  return wrong;
}

/** What the reader corrects: `<text>:<other text>` in the file that the page showed last. */
function replaceIn(file: string, change: string): void {
  const [from = '', to = ''] = change.split(':');
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`There is no "${from}" in ${file}.`);
  writeFileSync(file, text.replaceAll(from, to));
}

/** Only `sagaflow` is run, in this process; what it prints on stderr comes last. */
async function type(script: string, cwd: string): Promise<string> {
  let printed = '';
  for (const { words } of readShell(script)) {
    const [program, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
    if (program !== 'sagaflow')
      throw new Error(`"${words.join(' ')}" cannot be marked "run": only sagaflow is run here.`);
    const { context, stdout, stderr } = testContext({ cwd, environment: {} });
    await runCli(rest, context);
    printed += stdout.text() + stderr.text();
  }
  return printed;
}

/** `…` stands for any lines on a line of its own, else for any part of a line. */
function differences(block: Block, shown: string, printed: string): string[] {
  return patternOf(shown).test(`${tidied(printed)}\n`)
    ? []
    : [`${placeOf(block)}: it says\n${shown}but what is printed is\n${printed}`];
}

function patternOf(shown: string): RegExp {
  const lines = tidied(shown).split('\n');
  const parts = lines.map((line) => (line.trim() === '…' ? '(.*\\n)*?' : `${escaped(line).replaceAll('…', '.*')}\\n`));
  return new RegExp(`^${parts.join('')}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function tidied(text: string): string {
  return text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '');
}
