import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import type { Context, Output } from '../../../mains/context.ts';
import { dataConverter } from '../../support/data-converter.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

export interface TestOutput extends Output {
  text(): string;
}

export function testOutput(isTty = false): TestOutput {
  let written = '';
  return {
    write: (text) => {
      written += text;
    },
    text: () => written,
    isTty,
    width: 100,
    colours: pc.createColors(false),
  };
}

/** A command's world: no process, no terminal, nothing from this machine's environment. */
export function testContext(changes: Partial<Context> = {}) {
  const stdout = testOutput();
  const stderr = testOutput();
  const context: Context = {
    environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    cwd: repository,
    stdout,
    stderr,
    stdio: { input: process.stdin, output: process.stdout },
    readStdin: () => Promise.resolve(''),
    startedAt: 0,
    signal: new AbortController().signal,
    packageFolder: repository,
    version: '0.0.0',
    dataConverter,
    ...changes,
  };
  return { context, stdout, stderr };
}
