import { z } from 'zod';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import { HASH_PREFIX } from './api-key.ts';
import type { ApiKey } from './api-key.ts';
import { isPrincipal, isScope, isTenant } from './grants.ts';

export type KeyFileResult = { kind: 'ok'; entries: KeyEntry[] } | { kind: 'problem'; sentence: string };

/** Reads what a key file or SAGAFLOW_API_KEYS holds. `name` begins the sentence, which repeats nothing of the text but its keys' names. */
export function parseKeyFile(name: string, text: string): KeyFileResult {
  const document = readJson(text);
  if (document === undefined) return { kind: 'problem', sentence: `${name} is no JSON.` };
  const { success, data, error } = fileSchema.safeParse(document);
  if (!success)
    return { kind: 'problem', sentence: `${name} is not as it must be: ${error.issues.map(say).join('; ')}.` };
  const twice = findTwice(data.keys);
  if (twice !== null) return { kind: 'problem', sentence: `${name} has the key id "${twice}" twice.` };
  return { kind: 'ok', entries: data.keys };
}

/** The text of a key file, as `sagaflow keys new` writes it. */
export function renderKeyFile(entries: readonly KeyEntry[]): string {
  return `${stringifyJson({ keys: entries }, 2)}\n`;
}

/** An id that more than one entry has. */
export function findTwice(entries: readonly { id: string }[]): string | null {
  const ids = entries.map(({ id }) => id);
  return ids.find((id, index) => ids.indexOf(id) !== index) ?? null;
}

/** With every default explicit. */
export function toApiKey({ id, hash, principal, tenant, scopes, expires }: KeyEntry): ApiKey {
  return {
    id,
    digest: Buffer.from(hash.slice(HASH_PREFIX.length), 'hex'),
    principal,
    tenant: tenant ?? DEFAULT_TENANT,
    scopes,
    expiresAtMs: expires === undefined ? null : Date.parse(expires),
  };
}

const keyEntry = z.strictObject({
  id: text('letters, digits and - (at most 64)', (value) => /^[A-Za-z0-9-]{1,64}$/.test(value)),
  hash: text(`${HASH_PREFIX} and 64 hexadecimal digits`, (value) => /^sha256:[0-9a-f]{64}$/.test(value)),
  principal: text('1 to 256 visible characters', isPrincipal),
  tenant: text('1 to 64 letters, digits, _ . and -', isTenant).optional(),
  scopes: z.array(
    text('definition:<name>:start, definition:<name>:read, definition:<name>:data, decide or admin', isScope),
  ),
  expires: z.iso.datetime({ offset: true, error: 'must be a time like 2027-01-31T00:00:00Z' }).optional(),
});

/** One entry of a key file, as it is written. */
export type KeyEntry = z.infer<typeof keyEntry>;

const fileSchema = z.strictObject({ keys: z.array(keyEntry) });

function text(words: string, test: (value: string) => boolean) {
  return z.string({ error: `must be a text` }).refine(test, { error: `must be ${words}` });
}

function say({ path, message }: z.core.$ZodIssue): string {
  return `/${path.map(String).join('/')} ${message}`;
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // The parser's own message quotes the text.
    return undefined;
  }
}
