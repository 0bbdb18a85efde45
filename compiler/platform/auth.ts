import { z } from 'zod';
import { oneOf, pattern } from '../syntax/language/scalars.ts';

const reference = pattern(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, 'a reference to a variable: ${NAME}');

export const auth = z
  .union([
    oneOf(['token', 'bot-token', 'oauth']),
    z.strictObject({
      type: oneOf(['token', 'bot-token', 'oauth']).describe('Kind of credential.'),
      token: reference.optional().describe('Default: ${<NAME>_TOKEN}, for bot-token ${<NAME>_BOT_TOKEN}.'),
      client_id: reference.optional().describe('Default: ${<NAME>_CLIENT_ID}.'),
      client_secret: reference.optional().describe('Default: ${<NAME>_CLIENT_SECRET}.'),
    }),
  ])
  .meta({ title: 'Authentication', description: 'Where the credential comes from.' });

/** For `token` and `bot-token` the `Authorization` header is already among the transport's headers. */
export type PlatformAuth =
  { kind: 'token' | 'bot-token'; token: string } | { kind: 'oauth'; clientId: string; clientSecret: string };

export function normaliseAuth(server: string, written: z.infer<typeof auth> | undefined): PlatformAuth | null {
  if (written === undefined) return null;
  const given: Exclude<typeof written, string> = typeof written === 'string' ? { type: written } : written;
  if (given.type === 'oauth') {
    const clientId = given.client_id ?? variable(server, 'CLIENT_ID');
    return { kind: 'oauth', clientId, clientSecret: given.client_secret ?? variable(server, 'CLIENT_SECRET') };
  }
  return { kind: given.type, token: given.token ?? variable(server, given.type === 'token' ? 'TOKEN' : 'BOT_TOKEN') };
}

/** `data-lake` and `TOKEN` → `${DATA_LAKE_TOKEN}`. */
function variable(server: string, suffix: string): string {
  const prefix = server.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return `\${${/^[0-9]/.test(prefix) ? '_' : ''}${prefix}_${suffix}}`;
}
