import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../cli/support/test-context.ts';
import { filesOf } from './files.ts';
import { namedCommands } from './named-commands.ts';
import { placeOf } from './pages.ts';
import { complaintAbout } from './sagaflow-grammar.ts';

const named = namedCommands();

describe('commands in the documentation', () => {
  it('of sagaflow are ones that it takes', async () => {
    const lines = named.flatMap((line) => sagaflowWords(line.words).map((words) => ({ line, words })));
    expect(lines.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    for (const { line, words } of lines) {
      const complaint = await complaintAbout(words);
      if (complaint === null || (line.isMention && complaint.startsWith('error: missing required argument'))) continue;
      wrong.push(`${placeOf(line)}: ${line.words.join(' ')}\n${complaint}`);
    }
    expect(wrong).toEqual([]);
  });

  it('of npm are scripts of package.json', () => {
    const scripts = named.flatMap((line) => scriptOf(line.words).map((script) => ({ line, script })));
    expect(scripts.length).toBeGreaterThan(20);
    const missing = scripts.filter(({ script }) => !Object.hasOwn(SCRIPTS, script));
    expect(missing.map(({ line, script }) => `${placeOf(line)}: package.json has no script "${script}"`)).toEqual([]);
  });

  it('of the sources name files that exist', () => {
    const files = named.flatMap((line) => line.words.map((word) => ({ line, word })));
    const ours = files.filter(({ word }) => /^(test|bench|deploy|compiler|plan|workflows)\/\S+$/.test(word));
    expect(ours.length).toBeGreaterThan(5);
    const missing = ours.filter(({ word }) => !existsSync(join(repository, word)));
    expect(missing.map(({ line, word }) => `${placeOf(line)}: there is no ${word}`)).toEqual([]);
  });

  it('of the sources have options that the program knows', () => {
    const options = named.flatMap((line) => {
      const program = programOf(line.words);
      const given = line.words.flatMap((word) => /^--([a-z-]+)$/.exec(word)?.[1] ?? []);
      return program === null ? [] : given.map((option) => ({ line, program, option }));
    });
    expect(options.length).toBeGreaterThan(10);
    const unknown = options.filter(({ program, option }) => !optionNamed(option).test(textOf(program)));
    expect(unknown.map(({ line, program, option }) => `${placeOf(line)}: ${program} has no --${option}`)).toEqual([]);
  });
});

const { scripts: SCRIPTS } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The words after `sagaflow`, however it is called; nothing when it is another program. */
function sagaflowWords(words: readonly string[]): string[][] {
  const [program, second, ...rest] = words;
  if (program === 'sagaflow') return [words.slice(1)];
  if (program === 'npx' && second === 'sagaflow') return [rest];
  if (program === 'node' && second === 'dist/cli/main.js') return [rest];
  const script = scriptOf(words).flatMap((name) => SCRIPTS[name] ?? []);
  return script.flatMap((line) => sagaflowWords([...line.split(' '), ...afterDashes(words)]));
}

/** `npm run <script>`, or `npm test`, which is one too. */
function scriptOf([program, verb = '', script = '']: readonly string[]): string[] {
  if (program !== 'npm' || verb === 'ci') return [];
  return [verb === 'run' ? script : verb];
}

function afterDashes(words: readonly string[]): string[] {
  const at = words.indexOf('--');
  return at === -1 ? [] : words.slice(at + 1);
}

/** The file of the sources that is run, itself or by a script. */
function programOf(words: readonly string[]): string | null {
  const [script] = scriptOf(words).flatMap((name) => SCRIPTS[name] ?? []);
  const [first, second, third] = script === undefined ? words : ['npx', ...script.split(' ')];
  return first === 'npx' && second === 'tsx' && third !== undefined ? third : null;
}

/** As `parseArgs` and hand-written readers name it. */
function optionNamed(option: string): RegExp {
  return new RegExp(`\\b${option}: \\{|--${option}\\b|['"]${option}['"]`);
}

/** Of everything in the program's folder: options are read where they are needed. */
function textOf(program: string): string {
  const folder = join(repository, dirname(program));
  const sources = filesOf(folder).filter((file) => file.endsWith('.ts'));
  return sources.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}
