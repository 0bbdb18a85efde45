import type { ServerStatus } from '../api/operations/ports.ts';
import type { Federation } from '../federation/federation.ts';

/** How the project's servers are, asked now and all at once; one that does not answer is `unavailable` within a few seconds. */
export function serverStatus(federation: Federation): Promise<ServerStatus[]> {
  return Promise.all(federation.serverNames().map((name) => statusOf(federation, name)));
}

async function statusOf(federation: Federation, name: string): Promise<ServerStatus> {
  const answer = await federation.catalog(name, { timeoutMs: ASK_MS });
  if (answer.ok) {
    const { era, tools } = answer.catalog;
    const offered = tools.map((tool) => ({ name: tool.name, description: tool.description ?? null }));
    return { name, state: 'ok', era, tools: offered, message: null };
  }
  const { observation } = answer;
  const message = 'message' in observation ? observation.message : 'It did not say why.';
  return { name, state: 'unavailable', era: null, tools: [], message };
}

const ASK_MS = 5_000;
