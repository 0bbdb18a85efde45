import { randomBytes } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile, toApiKey } from '../../../api/identity/key-file.ts';
import type { KeyEntry } from '../../../api/identity/key-file.ts';
import { REFUSALS } from '../../../api/identity/verdict.ts';
import { NOW_MS } from './issuer.ts';
import { bearer, refusal, world } from './world.ts';

function newKey(changes: Partial<KeyEntry> = {}): { text: string; entry: KeyEntry } {
  const { id, text, hash } = makeApiKey(randomBytes);
  return { text, entry: { id, hash, principal: 'back-office', scopes: ['definition:*:start'], ...changes } };
}

function inEnvironment(...entries: KeyEntry[]) {
  return world({
    keys: { file: null, fromFile: [], fromEnvironment: entries.map(toApiKey), lookEveryMs: 2_000 },
  });
}

describe('an API key', () => {
  it('says who asks, in either header', async () => {
    const { text, entry } = newKey({ tenant: 'acme' });
    const { authenticator, logged } = inEnvironment(entry);
    const caller = { principal: 'back-office', tenant: 'acme', scopes: ['definition:*:start'], requestId: 'r-1' };
    expect(await authenticator.authenticate(bearer(text), 'r-1')).toEqual(caller);
    expect(await authenticator.authenticate({ authorization: `bearer  ${text}` }, 'r-1')).toEqual(caller);
    expect(await authenticator.authenticate({ apiKey: text }, 'r-1')).toEqual(caller);
    expect(logged).toEqual([]);
  });

  it('that is unknown or wrong is refused with the same words, and only its id is logged', async () => {
    const { text, entry } = newKey();
    const { authenticator, logged } = inEnvironment(entry);
    const wrong = text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
    const unknown = newKey();
    const errors = [await refusal(authenticator, bearer(wrong)), await refusal(authenticator, bearer(unknown.text))];
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'unauthenticated', message: REFUSALS['unknown-key'].sentence });
    }
    expect(logged.map(({ facts }) => facts['keyId'])).toEqual([entry.id, unknown.entry.id]);
    expect(JSON.stringify([logged, errors.map(({ cause }) => cause)])).not.toContain(secretOf(wrong));
  });

  it('that has expired says so only to who has it', async () => {
    const { text, entry } = newKey({ expires: new Date(NOW_MS + 1_000).toISOString() });
    const { authenticator, clock } = inEnvironment(entry);
    expect(await authenticator.authenticate(bearer(text), null)).toMatchObject({ tenant: 'default' });
    clock.nowMs += 1_000;
    expect((await refusal(authenticator, bearer(text))).message).toBe(REFUSALS['expired-key'].sentence);
    const guess = `sfk_${entry.id}_${'A'.repeat(43)}`;
    expect((await refusal(authenticator, bearer(guess))).message).toBe(REFUSALS['unknown-key'].sentence);
  });

  it.each(['sfk_', 'sfk_a_short', 'secret', '', `sfk_a_${'A'.repeat(44)}`])('is not %j', async (apiKey) => {
    const { authenticator } = inEnvironment();
    expect((await refusal(authenticator, { apiKey })).message).toBe(REFUSALS['malformed-key'].sentence);
  });
});

describe('a request', () => {
  it.each([
    ['missing', {}],
    ['not-bearer', { authorization: 'Basic YTpi' }],
    ['not-bearer', { authorization: 'Bearer' }],
    ['not-bearer', { authorization: 'Bearer a b' }],
    ['two-credentials', { authorization: 'Bearer a', apiKey: 'b' }],
    ['no-tokens', bearer('a.b.c')],
  ] as const)('is refused as %s: %j', async (reason, credentials) => {
    const { authenticator, logged } = inEnvironment();
    const error = await refusal(authenticator, credentials);
    expect(error).toMatchObject({ code: 'unauthenticated', message: REFUSALS[reason].sentence });
    expect(logged[0]?.facts).toMatchObject({ reason });
  });
});

describe('a key file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    file = join(folder, 'keys.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (...entries: KeyEntry[]) =>
    world({ keys: { file, fromFile: entries.map(toApiKey), fromEnvironment: [], lookEveryMs: 2_000 } });

  /** As editors and `sagaflow keys new` do it. */
  async function put(text: string): Promise<void> {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  }

  it('counts as it is now: keys come and go while the process runs', async () => {
    const [old, young] = [newKey(), newKey({ principal: 'newcomer' })];
    await put(renderKeyFile([old.entry]));
    const { authenticator, clock } = open(old.entry);
    await authenticator.authenticate(bearer(old.text), null);
    await put(renderKeyFile([young.entry]));
    await authenticator.authenticate(bearer(old.text), null);
    clock.nowMs += 2_000;
    expect((await refusal(authenticator, bearer(old.text))).message).toBe(REFUSALS['unknown-key'].sentence);
    expect(await authenticator.authenticate(bearer(young.text), null)).toMatchObject({ principal: 'newcomer' });
  });

  it.each<[string, (entry: KeyEntry) => string | null]>([
    ['is cut off', (entry) => renderKeyFile([entry]).slice(0, -9)],
    ['has a scope that does not exist', (entry) => renderKeyFile([{ ...entry, scopes: ['everything'] }])],
    ['has an id twice', (entry) => renderKeyFile([entry, entry])],
    ['is gone', () => null],
  ])('that %s changes nothing and is logged once', async (_what, spoil) => {
    const { text, entry } = newKey();
    await put(renderKeyFile([entry]));
    const { authenticator, clock, logged } = open(entry);
    await authenticator.authenticate(bearer(text), null);
    const spoilt = spoil(entry);
    await (spoilt === null ? rm(file) : put(spoilt));
    for (let time = 1; time <= 3; time += 1) {
      clock.nowMs += 2_000;
      expect(await authenticator.authenticate(bearer(text), null)).toMatchObject({ principal: 'back-office' });
    }
    expect(logged.map(({ facts }) => facts['event'])).toEqual(['key-file-refused']);
    expect(JSON.stringify(logged)).not.toContain(entry.hash);
    await put(renderKeyFile([]));
    clock.nowMs += 2_000;
    expect((await refusal(authenticator, bearer(text))).code).toBe('unauthenticated');
  });
});

/** What follows the id. A random secret may have the separator in itself. */
function secretOf(text: string): string {
  return text.split('_').slice(2).join('_');
}
