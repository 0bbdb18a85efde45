import type { Command } from 'commander';
import type { Context } from '../mains/context.ts';

/** Adds one command to the program; its action ends with an exit code. */
export type AddCommand = (program: Command, context: Context, end: (exitCode: number) => void) => Command;

/** Help text with examples, in one form for all commands. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
