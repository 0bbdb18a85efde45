import type { ServerStatus } from '../api/operations/ports.ts';
import type { Federation } from '../federation/federation.ts';
import type { Observation } from '../plan/observation.ts';

/**
 * How the project's servers are, asked now and all at once. Each is asked for a sign of life: its list of tools may be kept from a time
 * when it still answered. One that says nothing within `askMs` is `unavailable`, and holds up nobody for longer.
 */
export function serverStatus(federation: Federation, askMs = ASK_MS): Promise<ServerStatus[]> {
  return Promise.all(federation.serverNames().map((name) => statusOf(federation, name, askMs)));
}

async function statusOf(federation: Federation, name: string, timeoutMs: number): Promise<ServerStatus> {
  const [life, answer] = await Promise.all([
    federation.health(name, { timeoutMs }),
    federation.catalog(name, { timeoutMs }),
  ]);
  if (!life.healthy) return unavailable(name, life.observation);
  if (!answer.ok) return unavailable(name, answer.observation);
  const { era, tools } = answer.catalog;
  const offered = tools.map((tool) => ({ name: tool.name, description: tool.description ?? null }));
  return { name, state: 'ok', era, tools: offered, message: null };
}

function unavailable(name: string, observation: Observation): ServerStatus {
  const message = 'message' in observation ? observation.message : 'It did not say why.';
  return { name, state: 'unavailable', era: null, tools: [], message };
}

const ASK_MS = 5_000;
