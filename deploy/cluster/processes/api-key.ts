import { randomBytes } from 'node:crypto';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile } from '../../../api/identity/key-file.ts';

/** A new API key that may start and read everything, and the JSON that makes an API know it (`SAGAFLOW_API_KEYS`). */
export function newApiKey(): { key: string; keys: string } {
  const { id, text, hash } = makeApiKey(randomBytes);
  const scopes = ['definition:*:start', 'definition:*:read'];
  return { key: text, keys: renderKeyFile([{ id, hash, principal: 'load', scopes }]) };
}
