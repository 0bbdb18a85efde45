import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { TemporalNotFound } from '../../../cli/temporal/errors.ts';
import { buildWithGo, goBuildArguments } from '../../../cli/temporal/go-build.ts';
import type { ObtainOptions, Refusal } from '../../../cli/temporal/go-build.ts';
import { cachedBinaryName, locateTemporal, TEMPORAL_VERSION } from '../../../cli/temporal/locate.ts';
import type { LocateOptions } from '../../../cli/temporal/locate.ts';
import { program, temporaryFolder } from './programs.ts';

const MODULE = fileURLToPath(new URL('../../../deploy/temporal-dev-server', import.meta.url));

/** A machine where every way leads to a server; a test takes away what comes first. */
async function machine() {
  const folder = await temporaryFolder();
  const cacheDir = join(folder, 'cache');
  const lines: string[] = [];
  const environment: Record<string, string | undefined> = {
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_CLI_PATH: await program(join(folder, 'configured', 'my-temporal')),
    PATH: `${join(folder, 'nothing')}:${join(folder, 'bin')}`,
  };
  await program(join(folder, 'bin', 'temporal'));
  const cached = await program(join(cacheDir, cachedBinaryName()));
  const say = (line: string) => lines.push(line);
  const options: LocateOptions = { environment, cacheDir, moduleDir: MODULE, say };
  return { folder, lines, environment, cached, options };
}

const works = async ({ target, say }: ObtainOptions): Promise<Refusal> => {
  say('got it');
  await program(`${target}.partial`);
  return undefined;
};
const refuses = (reason: string) => () => Promise.resolve(reason);

describe('locateTemporal', () => {
  it('uses the server of TEMPORAL_ADDRESS and starts none', async () => {
    const { options, lines } = await machine();
    expect(await locateTemporal(options)).toEqual({ address: 'temporal.example:7233' });
    expect(lines).toEqual(['Using the Temporal server at temporal.example:7233 (TEMPORAL_ADDRESS)']);
  });

  it('takes TEMPORAL_CLI_PATH, then PATH, then the cache, and says which in one line', async () => {
    const { options, environment, lines, folder, cached } = await machine();
    const found = async () => {
      lines.length = 0;
      const located = await locateTemporal(options);
      expect(lines).toHaveLength(1);
      return { ...located, line: lines[0] };
    };
    environment['TEMPORAL_ADDRESS'] = '';
    const configured = join(folder, 'configured', 'my-temporal');
    expect(await found()).toEqual({ binary: configured, line: expect.stringContaining('(TEMPORAL_CLI_PATH)') });
    delete environment['TEMPORAL_CLI_PATH'];
    expect(await found()).toEqual({
      binary: join(folder, 'bin', 'temporal'),
      line: expect.stringContaining('(on PATH)'),
    });
    environment['PATH'] = '';
    expect(await found()).toEqual({ binary: cached, line: expect.stringContaining('(cached)') });
  });

  it('does not pass over a TEMPORAL_CLI_PATH that cannot be run', async () => {
    const { options, folder } = await machine();
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'not a program');
    const located = locateTemporal({ ...options, environment: { TEMPORAL_CLI_PATH: path } });
    await expect(located).rejects.toThrow(`TEMPORAL_CLI_PATH is "${path}", which is no executable file.`);
    await expect(located).rejects.toBeInstanceOf(TemporalNotFound);
  });

  it('puts the program of the first way that works into the cache and leaves nothing else there', async () => {
    const { options } = await machine();
    const cacheDir = join(await temporaryFolder(), 'new', 'cache');
    const ways = [refuses('no internet'), works, refuses('not asked')];
    const located = await locateTemporal({ ...options, environment: {}, cacheDir, ways });
    expect(located).toEqual({ binary: join(cacheDir, cachedBinaryName()) });
    expect(await readdir(cacheDir)).toEqual([cachedBinaryName()]);
  });

  it('names the remedies when every way refuses', async () => {
    const { options } = await machine();
    const cacheDir = await temporaryFolder();
    const ways = [refuses('it cannot be downloaded (no internet)'), buildWithGo];
    const located = locateTemporal({ ...options, environment: {}, cacheDir, ways });
    await expect(located).rejects.toThrow(
      'No Temporal server was found: TEMPORAL_ADDRESS and TEMPORAL_CLI_PATH are not set, "temporal" is not on PATH, ' +
        'it cannot be downloaded (no internet), and Go is not installed, so it cannot be built. ' +
        'Set TEMPORAL_ADDRESS to a running server, or install the temporal command or Go, and try again.',
    );
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('says which folder cannot be a cache', async () => {
    const { options, folder } = await machine();
    await writeFile(join(folder, 'file'), '');
    const located = locateTemporal({ ...options, environment: {}, cacheDir: join(folder, 'file', 'cache') });
    await expect(located).rejects.toThrow(/The cache folder ".*" cannot be created; set SAGAFLOW_CACHE_DIR/);
  });

  it('gets the program once when two ask at the same time, and the second says that it waits', async () => {
    const { options, lines } = await machine();
    const both = { ...options, environment: {}, cacheDir: await temporaryFolder(), ways: [works] };
    const [first, second] = await Promise.all([locateTemporal(both), locateTemporal(both)]);
    expect(second).toEqual(first);
    expect(lines.filter((line) => line === 'got it')).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringMatching(/^Another process is getting Temporal .*: waiting for it/));
  });
});

describe('the build with Go', () => {
  it('builds the release of go.mod, read-only, into the given file', async () => {
    expect(goBuildArguments('/cache/x')).toEqual([
      'build',
      '-mod=readonly',
      '-trimpath',
      '-ldflags=-s -w',
      '-o',
      '/cache/x',
      'github.com/temporalio/cli/cmd/temporal',
    ]);
    expect(await readFile(join(MODULE, 'go.mod'), 'utf8')).toContain(
      `require github.com/temporalio/cli v${TEMPORAL_VERSION}`,
    );
  });

  it('runs go in the module, without cgo, and says how long it takes', async () => {
    const folder = await temporaryFolder();
    const record = `require('node:fs').writeFileSync(process.argv.at(-2), [process.cwd(), process.env.CGO_ENABLED].join())`;
    await program(join(folder, 'go'), record);
    const lines: string[] = [];
    const target = join(folder, 'temporal');
    const say = (line: string) => lines.push(line);
    const options = { environment: { PATH: folder }, moduleDir: MODULE, target, version: '9.9.9', say };
    expect(await buildWithGo(options)).toBeUndefined();
    expect(await readFile(`${target}.partial`, 'utf8')).toBe(`${MODULE},0`);
    expect(lines[0]).toBe(`Building Temporal 9.9.9 with Go, about 3 minutes, once; cached in ${target}`);
    expect(lines[1]).toMatch(/^Built Temporal 9\.9\.9 in \d+ s$/);
  });

  it('ends with what go said when it fails', async () => {
    const folder = await temporaryFolder();
    await program(join(folder, 'go'), `console.error('no space left'); process.exit(1)`);
    const options = { environment: { PATH: folder }, moduleDir: MODULE, target: join(folder, 't'), version: '1' };
    expect(await buildWithGo({ ...options, say: () => undefined })).toBe('building it with Go failed: no space left');
  });

  it('leaves no go behind when it is aborted', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    const body = `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    await program(join(folder, 'go'), body);
    const controller = new AbortController();
    const { signal } = controller;
    const options = {
      environment: { PATH: folder },
      moduleDir: MODULE,
      target: join(folder, 't'),
      version: '1',
      signal,
    };
    const building = buildWithGo({ ...options, say: () => undefined });
    const pid = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')), { timeout: 10_000 });
    controller.abort(new Error('Ctrl-C'));
    await expect(building).rejects.toThrow('Ctrl-C');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
