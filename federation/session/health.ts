import type { HealthResult } from '../contract.ts';
import type { Deadline } from '../policy/deadline.ts';
import { onSession } from './on-session.ts';
import { request } from './request.ts';
import type { ServerLink } from './server-link.ts';

/** Asks the server for a sign of life over the shared session; `ping` exists only in the legacy era. */
export async function checkHealth(link: ServerLink, deadline: Deadline, now: () => number): Promise<HealthResult> {
  const startedAt = now();
  const result = await onSession(link, deadline, async (session) => {
    const { client, era } = session;
    const probe = era === 'modern' ? 'server/discover' : 'ping';
    const answer = await request<unknown>(
      session,
      deadline,
      () => undefined,
      (options) => (era === 'modern' ? client.discover(options) : client.ping(options)),
    );
    return answer.ok ? { ok: true as const, value: { era, probe } as const } : answer;
  });
  if (!result.ok) return { healthy: false, observation: result.observation };
  return { healthy: true, ...result.value, durationMs: now() - startedAt };
}
