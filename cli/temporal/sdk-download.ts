import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isExecutable } from './find-executable.ts';
import type { ObtainOptions, Refusal } from './go-build.ts';
import { runToEnd } from './run-to-end.ts';

export interface DownloadOptions extends ObtainOptions {
  /** Module that is asked for the download; the SDK's own unless a test says otherwise. */
  sdk?: string;
  /** Given up when nothing has arrived after this time, or nothing more for four times as long. */
  patienceMs?: number;
}

/**
 * Runs in a process of its own: the SDK would install its one Runtime here, and a download that hangs could not be ended. It starts the server
 * once after the download, which shows that the program runs on this machine.
 */
const DOWNLOAD_SCRIPT = `
'use strict';
const [sdk, downloadDir, version] = process.argv.slice(1);
const executable = { type: 'cached-download', downloadDir, version };
require(sdk)
  .TestWorkflowEnvironment.createLocal({ server: { executable } })
  .then((environment) => environment.teardown())
  .then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(String(error.message).split('\\n')[0] + '\\n', () => process.exit(1));
    },
  );
`;

/** Lets the Temporal SDK download its dev server. Without access to the internet it gives up after a few seconds. */
export async function downloadWithSdk(options: DownloadOptions): Promise<Refusal> {
  const { environment, target, version, say, signal, patienceMs = 5_000 } = options;
  const sdk = options.sdk ?? createRequire(import.meta.url).resolve('@temporalio/testing');
  const folder = `${target}.download`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  say(`Trying to download Temporal ${version} with its SDK, a minute or less with access to the internet`);
  const isStuck = watchForProgress(patienceMs);
  try {
    const end = await runToEnd(process.execPath, ['-e', DOWNLOAD_SCRIPT, '--', sdk, folder, `v${version}`], {
      environment,
      signal,
      graceMs: 1_000,
      everyMs: patienceMs / 10,
      onTick: (running) => {
        void folderSize(folder).then((bytes) => (isStuck(bytes) ? running.stop() : undefined));
      },
    });
    if (end.expected) return 'its download does not arrive';
    if (end.code !== 0) return `it cannot be downloaded (${shorten(end.lastLines.at(-1) ?? 'no reason given')})`;
    return await keepDownloaded(folder, `${target}.partial`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives a function that takes the bytes so far and says whether it is time to give up. */
function watchForProgress(patienceMs: number): (bytes: number) => boolean {
  let largest = 0;
  let changedAt = Date.now();
  return (bytes) => {
    if (bytes > largest) {
      largest = bytes;
      changedAt = Date.now();
    }
    return Date.now() - changedAt > (largest === 0 ? patienceMs : 4 * patienceMs);
  };
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function keepDownloaded(folder: string, target: string): Promise<Refusal> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!(await isExecutable(path))) continue;
    await chmod(path, 0o755);
    await rename(path, target);
    return undefined;
  }
  return 'the SDK downloaded no program';
}

/** The cause is at the end of the SDK's long sentence. */
function shorten(reason: string): string {
  return reason.split(': ').slice(-2).join(': ');
}
