import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../mains/context.ts';
import type { Context } from '../mains/context.ts';
import { EXIT } from '../mains/exit-codes.ts';
import { parseJson } from '../plan/numbers/json-text.ts';

/**
 * The value of an option that takes JSON: the text itself, `@file`, or `-` for stdin. Throws with the option's name and what is wrong,
 * which is invalid input (2).
 */
export async function readJsonOption(context: Context, option: string, value: string): Promise<unknown> {
  const text = await readText(context, option, value);
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.invalid, `${option} is no JSON: ${reason}.`);
  }
}

async function readText(context: Context, option: string, value: string): Promise<string> {
  if (value === '-') return context.readStdin();
  if (!value.startsWith('@')) return value;
  const path = resolve(context.cwd, value.slice(1));
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = isMissing ? 'there is no such file' : cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.invalid, `${option} names "${value.slice(1)}", which cannot be read: ${reason}.`);
  }
}
