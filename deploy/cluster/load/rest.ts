import type { Api } from '../processes/start-api.ts';
import type { Acknowledged, Start } from './start.ts';

/** What came of one request. `lost`: no answer, so the caller does not know. `refused`: an answer that starts nothing. */
export type Answer =
  | { kind: 'acknowledged'; status: number; acknowledged: Acknowledged }
  | { kind: 'refused'; status: number; says: string }
  | { kind: 'lost'; says: string };

/** Asks an API for a start, as a back office would. */
export async function requestStart({ url, key }: Api, start: Start, signal: AbortSignal): Promise<Answer> {
  const { definition, id, input } = start;
  try {
    const response = await fetch(`${url}/v1/definitions/${definition}/executions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': start.key },
      body: JSON.stringify({ input, id }),
      signal,
    });
    const text = await response.text();
    const { status } = response;
    if (!response.ok) return { kind: 'refused', status, says: text.slice(0, 300) };
    const view = JSON.parse(text) as { id: string; runId: string };
    return { kind: 'acknowledged', status, acknowledged: { start, id: view.id, runId: view.runId } };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'lost', says: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
