import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { findExecutable } from './find-executable.ts';
import { runToEnd } from './run-to-end.ts';

export interface ObtainOptions {
  environment: Record<string, string | undefined>;
  /** The pinned Go module, `deploy/temporal-dev-server`. */
  moduleDir: string;
  /** Where the program is to be put. */
  target: string;
  version: string;
  say: (line: string) => void;
  signal?: AbortSignal;
}

/** Why a way to get the program did not work, as the end of a sentence; undefined when it worked. */
export type Refusal = string | undefined;

/** The arguments of `go` that build the pinned dev server into `target`. */
export function goBuildArguments(target: string): string[] {
  const flags = ['-mod=readonly', '-trimpath', '-ldflags=-s -w'];
  return ['build', ...flags, '-o', target, 'github.com/temporalio/cli/cmd/temporal'];
}

/** Builds the dev server from the pinned module. Says how long it takes, and every 20 s that it is still at it. */
export async function buildWithGo(options: ObtainOptions): Promise<Refusal> {
  const { environment, moduleDir, target, version, say, signal } = options;
  const go = await findExecutable('go', environment);
  if (go === undefined) return 'Go is not installed, so it cannot be built';
  if (!(await exists(join(moduleDir, 'go.mod')))) return `it cannot be built, because "${moduleDir}" has no go.mod`;
  say(`Building Temporal ${version} with Go, about 3 minutes, once; cached in ${target}`);
  const startedAt = Date.now();
  const end = await runToEnd(go, goBuildArguments(`${target}.partial`), {
    cwd: moduleDir,
    environment: { ...environment, CGO_ENABLED: '0' },
    signal,
    everyMs: 20_000,
    onTick: () => {
      say(`Still building Temporal ${version}, ${seconds(startedAt)} s so far`);
    },
  });
  if (end.code !== 0) return `building it with Go failed: ${end.lastLines.slice(-5).join(' | ')}`;
  say(`Built Temporal ${version} in ${seconds(startedAt)} s`);
  return undefined;
}

function seconds(startedAt: number): string {
  return String(Math.round((Date.now() - startedAt) / 1_000));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
