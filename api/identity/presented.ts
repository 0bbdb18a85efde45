import type { Credentials } from './authenticator.ts';
import type { RefusalReason } from './verdict.ts';

/** The one credential of a request. */
export type Presented =
  { kind: 'bearer'; text: string } | { kind: 'key'; text: string } | { kind: 'refused'; reason: RefusalReason };

/** Two credentials are refused: whoever is in between could not know which of them counts. */
export function presentedIn({ authorization, apiKey }: Credentials): Presented {
  if (authorization !== undefined && apiKey !== undefined) return { kind: 'refused', reason: 'two-credentials' };
  if (apiKey !== undefined) return { kind: 'key', text: apiKey };
  if (authorization === undefined) return { kind: 'refused', reason: 'missing' };
  const text = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return text === undefined ? { kind: 'refused', reason: 'not-bearer' } : { kind: 'bearer', text };
}
