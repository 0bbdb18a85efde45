/**
 * What the guard process runs (`node -e`): it starts the program given in its arguments and ends it when its own stdin ends, which is what
 * the operating system does to that pipe when our process dies, however it dies. A constant and not a file, so that it is the same from
 * sources and from `dist`. Everything variable comes through argv.
 */
export const GUARD_SCRIPT = `
'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const [graceMs, command, ...args] = process.argv.slice(1);

const toGroup = (signal) => {
  try {
    process.kill(-process.pid, signal);
  } catch {}
};
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  toGroup('SIGTERM');
  setTimeout(() => toGroup('SIGKILL'), Number(graceMs));
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
for (const event of ['end', 'close', 'error']) process.stdin.on(event, stop);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.stdin.resume();

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(error.message + '\\n', () => process.exit(127));
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
`;
