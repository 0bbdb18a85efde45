import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from './servers/http.ts';
import { http, program, published, server } from './programs.ts';
import { bench, callOptions, until } from './support.ts';

async function folder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'federation-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('the published server "everything"', () => {
  it('is listed and called over stdio, and reads its resources', async () => {
    const { call, federation } = bench([server('everything', program(published('server-everything')))]);
    const result = await federation.catalog('everything');
    expect(result.ok && result.catalog.tools.map(({ name }) => name)).toContain('get-structured-content');
    expect(await call('everything', 'get-structured-content', { location: 'Chicago' })).toMatchObject({
      kind: 'result',
      structuredContent: { temperature: expect.any(Number) as number },
    });
    expect(await call('everything', 'get-structured-content', { location: 'Atlantis' })).toMatchObject({
      reason: 'arguments',
    });
    const uri = 'demo://resource/dynamic/text/1';
    const read = await federation.readResource({ server: 'everything', uri, meta: {} }, callOptions());
    expect(read).toMatchObject({ kind: 'resource', contents: [{ uri, mimeType: 'text/plain' }] });
    expect(await federation.health('everything')).toMatchObject({ healthy: true, era: 'legacy', probe: 'ping' });
  });

  it('is called over Streamable HTTP, and again after it was restarted', async () => {
    const free = await listen(() => undefined);
    const { port } = new URL(free.url);
    await free.close();
    const start = async (): Promise<() => Promise<void>> => {
      const child = spawn(process.execPath, [published('server-everything'), 'streamableHttp'], {
        env: { ...process.env, PORT: port },
        stdio: 'ignore',
      });
      const ended = new Promise<void>((done) =>
        child.once('exit', () => {
          done();
        }),
      );
      const stop = async (): Promise<void> => {
        child.kill('SIGKILL');
        await ended;
      };
      onTestFinished(stop);
      await until(() =>
        fetch(`http://127.0.0.1:${port}/mcp`).then(
          () => true,
          () => false,
        ),
      );
      return stop;
    };
    const stop = await start();
    const { call } = bench([server('everything', http(`http://127.0.0.1:${port}/mcp`))]);
    expect(await call('everything', 'echo', { message: 'one' })).toMatchObject({ kind: 'result' });
    await stop();
    await start();
    // Its sessions died with it: the call may first meet the old connection, never a wrong answer.
    await until(async () => (await call('everything', 'echo', { message: 'two' })).kind === 'result');
  });
});

describe('the published server "filesystem"', () => {
  it('writes and reads in the folder it was given', async () => {
    const path = await folder();
    const { call } = bench([server('files', program(published('server-filesystem'), path))]);
    const written = await call('files', 'write_file', { path: join(path, 'a.txt'), content: 'hello' });
    expect(written).toMatchObject({ kind: 'result', isError: false });
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('hello');
    expect(await call('files', 'read_text_file', { path: '/etc/hostname' })).toMatchObject({
      kind: 'result',
      isError: true,
    });
  });
});

describe('the published server "memory"', () => {
  it('remembers what it is told', async () => {
    const path = await folder();
    const file = join(path, 'memory.jsonl');
    await writeFile(file, '');
    const transport = { ...program(published('server-memory')), env: { MEMORY_FILE_PATH: file } };
    const { call } = bench([server('memory', transport)]);
    const entities = [{ name: 'Ada', entityType: 'person', observations: ['writes programs'] }];
    expect(await call('memory', 'create_entities', { entities })).toMatchObject({ kind: 'result', isError: false });
    expect(await call('memory', 'read_graph')).toMatchObject({
      kind: 'result',
      structuredContent: { entities: [{ name: 'Ada' }] },
    });
  });
});
