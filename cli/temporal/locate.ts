import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './binary-lock.ts';
import { TemporalNotFound } from './errors.ts';
import { findExecutable, isExecutable } from './find-executable.ts';
import { buildWithGo } from './go-build.ts';
import type { ObtainOptions, Refusal } from './go-build.ts';
import { downloadWithSdk } from './sdk-download.ts';

/** The release that is downloaded or built; the same as in `deploy/temporal-dev-server/go.mod`. */
export const TEMPORAL_VERSION = '1.8.2';

export interface LocateOptions {
  environment: Record<string, string | undefined>;
  /** Where a downloaded or built program is kept; outside the work tree. */
  cacheDir: string;
  /** The pinned Go module, `deploy/temporal-dev-server`. */
  moduleDir: string;
  /** Gets one line about what is taken, and more while it takes time. */
  say: (line: string) => void;
  signal?: AbortSignal;
  /** The ways to get a program that is nowhere on this machine, in order; the SDK's download and Go unless a test says otherwise. */
  ways?: readonly ((options: ObtainOptions) => Promise<Refusal>)[];
}

export interface TemporalBinary {
  /** Path of the `temporal` program. */
  binary: string;
}

/**
 * Finds a Temporal server: TEMPORAL_ADDRESS (then none is to be started), TEMPORAL_CLI_PATH, `temporal` on PATH, the cache folder, the SDK's
 * download, a build with Go. Throws TemporalNotFound when all of it fails, and the signal's reason when it is aborted.
 */
export async function locateTemporal(options: LocateOptions): Promise<TemporalBinary | { address: string }> {
  const { environment, cacheDir, say } = options;
  const address = environment['TEMPORAL_ADDRESS'];
  if (address) {
    say(`Using the Temporal server at ${address} (TEMPORAL_ADDRESS)`);
    return { address };
  }
  const configured = environment['TEMPORAL_CLI_PATH'];
  if (configured) return fromCliPath(configured, say);
  const onPath = await findExecutable('temporal', environment);
  if (onPath !== undefined) {
    say(`Starting Temporal from ${onPath} (on PATH), a few seconds`);
    return { binary: onPath };
  }
  const cached = join(cacheDir, cachedBinaryName());
  if (await isExecutable(cached)) {
    say(`Starting Temporal from ${cached} (cached), a few seconds`);
    return { binary: cached };
  }
  return { binary: await obtain(cached, options) };
}

/** The file name of the program in the cache folder: release and platform. */
export function cachedBinaryName(): string {
  return `temporal-${TEMPORAL_VERSION}-${process.platform}-${process.arch}`;
}

async function fromCliPath(path: string, say: LocateOptions['say']): Promise<TemporalBinary> {
  if (!(await isExecutable(path))) {
    throw new TemporalNotFound(`TEMPORAL_CLI_PATH is "${path}", which is no executable file.`);
  }
  say(`Starting Temporal from ${path} (TEMPORAL_CLI_PATH), a few seconds`);
  return { binary: path };
}

async function obtain(target: string, options: LocateOptions): Promise<string> {
  const { say, signal, cacheDir, ways = [downloadWithSdk, buildWithGo] } = options;
  await mkdir(cacheDir, { recursive: true }).catch((cause: unknown) => {
    const message = `The cache folder "${cacheDir}" cannot be created; set SAGAFLOW_CACHE_DIR to one that can be written.`;
    throw new TemporalNotFound(message, { cause });
  });
  const onWait = () => {
    say(`Another process is getting Temporal ${TEMPORAL_VERSION} into ${target}: waiting for it, up to 3 minutes`);
  };
  return withLock(`${target}.lock`, { signal, onWait }, async () => {
    if (await isExecutable(target)) return target; // the process we waited for got it
    const refusals: string[] = [];
    for (const way of ways) {
      const refusal = await way({ ...options, target, version: TEMPORAL_VERSION });
      if (refusal === undefined) {
        // In one stroke: whoever looks into the cache finds all of the program or none.
        await rename(`${target}.partial`, target);
        return target;
      }
      await rm(`${target}.partial`, { force: true });
      refusals.push(refusal);
    }
    throw notFound(refusals);
  });
}

function notFound(refusals: readonly string[]): TemporalNotFound {
  return new TemporalNotFound(
    `No Temporal server was found: TEMPORAL_ADDRESS and TEMPORAL_CLI_PATH are not set, "temporal" is not on PATH, ${refusals.join(', and ')}. ` +
      'Set TEMPORAL_ADDRESS to a running server, or install the temporal command or Go, and try again.',
  );
}
