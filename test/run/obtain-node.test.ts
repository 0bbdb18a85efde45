import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { obtainNode } from './obtain-node.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sagaflow-node-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program called npm that does what the script says, first on PATH. */
function withNpm(script: string): NodeJS.ProcessEnv {
  const npm = join(folder, 'npm');
  writeFileSync(npm, `#!/bin/sh\n${script}\n`);
  chmodSync(npm, 0o755);
  return { PATH: `${folder}:${process.env['PATH'] ?? ''}`, SAGAFLOW_CACHE_DIR: join(folder, 'cache') };
}

// The third argument is the folder, the last one the package with its version.
const INSTALLS =
  'for it; do last=$it; done; bin="$3/node_modules/${last%@*}/bin"; mkdir -p "$bin" && touch "$bin/node"';

it('is installed once, and then found in the cache', async () => {
  const first = await obtainNode('1.2.3', withNpm(INSTALLS));
  expect(first).toEqual({ folder: expect.stringMatching(/cache\/node-.*-1\.2\.3\/node_modules\/node-.*\/bin$/) });
  expect(await obtainNode('1.2.3', withNpm('exit 1'))).toEqual(first);
});

it('that npm does not have is a problem in its words, and leaves nothing behind', async () => {
  const seen = await obtainNode('1.2.3', withNpm('echo "No matching version" >&2; exit 1'));
  expect(seen).toEqual({
    problem: expect.stringMatching(/^npm could not install node-.*@1\.2\.3: No matching version$/),
  });
  expect(readdirSync(join(folder, 'cache'))).toEqual([]);
});

it('says what to do where the cache cannot be written', async () => {
  writeFileSync(join(folder, 'file'), '');
  const environment = { ...withNpm(INSTALLS), SAGAFLOW_CACHE_DIR: join(folder, 'file') };
  expect(await obtainNode('1.2.3', environment)).toEqual({
    problem: expect.stringContaining('set SAGAFLOW_CACHE_DIR to a folder that can'),
  });
});
