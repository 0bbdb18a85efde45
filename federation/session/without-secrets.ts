import type { Observation } from '../../plan/observation.ts';
import type { ServerConfig } from '../contract.ts';
import { ownHeaders, unescaped } from '../transports/http/own-headers.ts';

/** Shorter values are in every second sentence, and no secrets. */
const shortestSecret = 8;

/** A text for failures and logs, in which a server may quote what we sent: values of our headers, and the password of its URL, are left out. */
export function withoutSecrets(text: string, { transport }: ServerConfig): string {
  if (transport.kind === 'stdio') return text;
  let shown = text;
  for (const secret of secretsOf(transport)) shown = shown.replaceAll(secret, '***');
  return shown;
}

export function observationWithoutSecrets<T extends Observation>(seen: T, config: ServerConfig): T {
  return 'message' in seen ? { ...seen, message: withoutSecrets(seen.message, config) } : seen;
}

/** The longest first: a part must not be taken out of the whole. `Bearer …` is also its token alone. */
function secretsOf({ url, headers }: { url: string; headers: Record<string, string> }): string[] {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const password = target?.password ?? '';
  const sent = Object.values(target === undefined ? headers : ownHeaders(target, headers));
  const values = sent.flatMap((value) => [value, ...value.split(/\s+/)]);
  return [...new Set([...values, password, unescaped(password)])]
    .filter((value) => value.length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
}
