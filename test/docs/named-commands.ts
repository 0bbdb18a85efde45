import { BLOCKS, PAGES } from './pages.ts';
import type { Block } from './pages.ts';
import { readConsole, readShell } from './shell.ts';
import type { ShellCommand } from './shell.ts';

export interface NamedCommand extends ShellCommand {
  page: string;
  /** In prose a command may be named without what it needs. */
  isMention: boolean;
}

/** Every command that the pages name, in blocks and in their prose. */
export function namedCommands(): NamedCommand[] {
  const mentioned = PAGES.flatMap(({ codes }) => codes)
    .filter(({ text }) => /^(npx |npm |node dist\/|sagaflow |temporal )|^[A-Z_]+=\S+ sagaflow /.test(text))
    // `npx sagaflow …` speaks of all commands.
    .filter(({ text }) => !/ (…|<command>)$/.test(text))
    .flatMap((code) => readShell(code.text).map((command) => ({ ...command, ...code, isMention: true })));
  return [...BLOCKS.flatMap(commandsOf), ...mentioned];
}

/** What a block tells people to type; in other texts, the lines that a command printed for them to type. */
function commandsOf({ page, line: first, language, text }: Block): NamedCommand[] {
  const named = (script: string, at: number): NamedCommand[] =>
    readShell(script).map((command) => ({ ...command, page, line: first + at + command.line, isMention: false }));
  if (language === 'sh') return named(text, 0);
  if (language === 'console') return readConsole(text).flatMap(({ command, line }) => named(command, line));
  return text.split('\n').flatMap((line, at) => (/^\s*sagaflow [a-z]/.test(line) ? named(line, at) : []));
}
