import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../api/identity/authenticator.ts';
import { readIdentity } from '../../../api/identity/settings.ts';
import { addKeys } from '../../../cli/commands/operators/keys.ts';
import { CommandError } from '../../../mains/context.ts';
import type { Context } from '../../../mains/context.ts';
import { testContext } from '../../cli/support/test-context.ts';
import { NOW_MS } from './issuer.ts';
import { bearer } from './world.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(args: string[], changes: Partial<Context> = {}) {
  const { context, stdout, stderr } = testContext({ cwd, startedAt: NOW_MS, environment: {}, ...changes });
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => stderr.write(text) });
  let code: number | undefined;
  addKeys(program, context, (ended) => {
    code = ended;
  });
  await program.parseAsync(['keys', ...args], { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    code = error instanceof CommandError ? error.exitCode : 1;
    stderr.write(error.message);
  });
  return { code, out: stdout.text(), err: stderr.text() };
}

const NEW = ['new', 'back-office', '--scope', 'definition:*:start', '--scope', 'decide', '--tenant', 'acme'];

async function authenticate(key: string) {
  const environment = { SAGAFLOW_API_KEYS_FILE: join(cwd, 'keys.json') };
  const source = {
    environment,
    program: 'api',
    host: '0.0.0.0',
    readFile: (path: string) => readFile(path, 'utf8'),
  } as const;
  const result = await readIdentity(source);
  if (result.kind === 'refused') throw new Error(result.problems.join('\n'));
  const log = { warn: () => undefined };
  return createAuthenticator(result.settings, { now: () => NOW_MS, fetch, log }).authenticate(bearer(key), null);
}

describe('keys new', () => {
  it('prints a key that the server takes, and keeps only its hash', async () => {
    const { code, out } = await run([...NEW, '--expires', '90d', '--file', 'keys.json']);
    expect(code).toBe(0);
    expect(out).toMatch(/^sfk_[0-9a-f]{12}_[\w-]{43}\n$/);
    expect(await authenticate(out.trim())).toEqual({
      principal: 'back-office',
      tenant: 'acme',
      scopes: ['definition:*:start', 'decide'],
      requestId: null,
    });
    const kept = await readFile(join(cwd, 'keys.json'), 'utf8');
    expect(kept).not.toContain(out.trim().split('_').slice(2).join('_'));
    expect(kept).toContain('"expires": "2027-05-30T12:00:00.000Z"');
  });

  it('adds to the file, which stays readable for its owner only', async () => {
    const file = join(cwd, 'keys.json');
    const keys = [await run([...NEW, '--file', 'keys.json'])];
    await chmod(file, 0o644);
    keys.push(await run([...NEW, '--file', 'keys.json']));
    for (const { out } of keys) expect(await authenticate(out.trim())).toMatchObject({ tenant: 'acme' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(cwd)).toEqual(['keys.json']);
  });

  it('adds to the file behind a link', async () => {
    await writeFile(join(cwd, 'real.json'), '{"keys":[]}');
    await symlink('real.json', join(cwd, 'keys.json'));
    const { out } = await run([...NEW, '--file', 'keys.json']);
    expect(await readFile(join(cwd, 'real.json'), 'utf8')).toContain('back-office');
    expect(await authenticate(out.trim())).toMatchObject({ principal: 'back-office' });
  });

  it('prints the entry when there is no file, apart from the key', async () => {
    const { out, err } = await run(NEW);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(err)).toMatchObject({ principal: 'back-office', tenant: 'acme' });
    const { out: json } = await run([...NEW, '--json']);
    expect(JSON.parse(json)).toMatchObject({ key: expect.stringMatching(/^sfk_/), entry: { tenant: 'acme' } });
  });

  it('prints no key when the file cannot take it', async () => {
    await writeFile(join(cwd, 'keys.json'), 'oops');
    const spoilt = await run([...NEW, '--file', 'keys.json']);
    expect(spoilt).toEqual({ code: 2, out: '', err: 'keys.json is no JSON. Nothing was added.' });
    expect(await readFile(join(cwd, 'keys.json'), 'utf8')).toBe('oops');
    const nowhere = await run([...NEW, '--file', 'no/such/keys.json']);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.err).toContain('no/such/keys.json cannot be written');
  });

  it.each([
    [['new', 'x'], '--scope'],
    [['new', 'x', '--scope', 'everything'], 'It is definition:<name>:start'],
    [['new', 'x', '--scope', 'admin', '--tenant', 'a b'], 'letters, digits'],
    [['new', 'x', '--scope', 'admin', '--expires', 'soon'], 'It is a duration'],
    [['new', '', '--scope', 'admin'], '1 to 256 visible characters'],
  ])('refuses %j', async (args, sentence) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(sentence);
  });
});

describe('keys list', () => {
  it('shows whose keys there are and since when they no longer count, never a hash', async () => {
    await run([...NEW, '--expires', '1d', '--file', 'keys.json']);
    await run(['new', 'ops', '--scope', 'admin', '--file', 'keys.json']);
    const { out } = await run(['list', '--file', 'keys.json'], { startedAt: NOW_MS + 86_400_000 });
    const [, first = '', second = ''] = out.split('\n');
    expect(first).toMatch(/back-office {2}acme .*2027-03-02T12:00:00.000Z \(expired\) {2}definition:\*:start decide$/);
    expect(second).toMatch(/ops .* default {2}never .* admin$/);
    expect(out).not.toContain('sha256');
  });

  it('finds the file in the environment, and prints JSON without hashes', async () => {
    await run([...NEW, '--file', 'keys.json']);
    const { out } = await run(['list', '--json'], { environment: { SAGAFLOW_API_KEYS_FILE: 'keys.json' } });
    expect(JSON.parse(out)).toMatchObject({ keys: [{ principal: 'back-office' }] });
    expect(out).not.toContain('sha256');
  });

  it('says what it lacks', async () => {
    expect(await run(['list'])).toMatchObject({ code: 1, err: 'Say which file: --file keys.json' });
    const missing = await run(['list', '--file', 'nowhere.json']);
    expect(missing).toMatchObject({ code: 2, err: 'nowhere.json cannot be read: there is no such file or folder.' });
  });
});
