#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import pc from 'picocolors';
import type { Context, Output } from '../mains/context.ts';
import { parseJson } from '../plan/numbers/json-text.ts';
import { createDataConverter } from '../workflows/data-converter.ts';
import { runCli } from './program.ts';

// The only file that knows the process: its environment, streams, signals and end.
const startedAt = Date.now();
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked a second time: whoever pressed Ctrl-C again does not want to wait for an orderly end.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
}

const packageFolder = findPackage(import.meta.dirname);
const context: Context = {
  environment: process.env,
  cwd: process.cwd(),
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  readStdin: () => text(process.stdin),
  stdio: { input: process.stdin, output: process.stdout },
  startedAt,
  signal: controller.signal,
  packageFolder,
  version: versionOf(packageFolder),
  dataConverter: createDataConverter(),
};
const exitCode = await runCli(process.argv.slice(2), context);
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));

function output(stream: NodeJS.WriteStream): Output {
  const isTty = stream.isTTY;
  const hasColours = isTty && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return {
    write: (line) => void stream.write(line),
    isTty,
    width: (isTty && stream.columns) || 120,
    colours: pc.createColors(hasColours),
  };
}

/** The nearest folder above that has a package.json: the same from sources and from `dist`. */
function findPackage(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : findPackage(above);
}

function versionOf(folder: string): string {
  const { version } = parseJson(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
