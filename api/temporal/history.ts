import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { decodeEvent } from './decode-event.ts';
import type { RecordedEvent } from './recorded-event.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export interface ReadOptions {
  id: string;
  runId: string;
  /** Waits for events to come until the run closes. */
  isLive: boolean;
  signal?: AbortSignal;
}

/** The decoded events of one run, in order. Ends when the run has closed (or is read, when not live), or when the signal aborts. */
export async function* readHistory(client: Client, options: ReadOptions): AsyncGenerator<RecordedEvent> {
  const { runId, signal } = options;
  let nextPageToken: Uint8Array | undefined;
  for (;;) {
    const page = await readPage(client, options, nextPageToken);
    if (page === 'aborted') return;
    const decoded = page.events.map((event) => decodeEvent(event, runId, client.options.loadedDataConverter));
    for (const event of await Promise.all(decoded)) {
      if (signal?.aborted === true) return;
      if (event !== null) yield event;
    }
    nextPageToken = page.nextPageToken;
    if (nextPageToken === undefined) return;
  }
}

/** A long poll is answered after 20 s at the latest; a little more is given to slow networks. */
const POLL_MS = 60_000;
const RETRIES = 5;

async function readPage(
  client: Client,
  { id, runId, isLive, signal }: ReadOptions,
  nextPageToken: Uint8Array | undefined,
): Promise<{ events: HistoryEvent[]; nextPageToken: Uint8Array | undefined } | 'aborted'> {
  const ask = () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: id, runId },
      nextPageToken,
      waitNewEvent: isLive,
    });
  const withDeadline = () => client.connection.withDeadline(Date.now() + POLL_MS, ask);
  for (let failures = 0; ; failures += 1) {
    if (isAborted(signal)) return 'aborted';
    try {
      // A signal of its own for each request: the client leaves a listener on it behind.
      const response = await (signal === undefined
        ? withDeadline()
        : client.connection.withAbortSignal(AbortSignal.any([signal]), withDeadline));
      const token = response.nextPageToken;
      return {
        events: response.history?.events ?? [],
        nextPageToken: token.length === 0 ? undefined : token,
      };
    } catch (error) {
      if (isAborted(signal)) return 'aborted';
      if (!isLive || !isPassing(error) || failures === RETRIES) throw error;
      await sleep(500 * (failures + 1));
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** gRPC: deadline exceeded, unavailable. */
function isPassing(error: unknown): boolean {
  return isGrpcServiceError(error) && [4, 14].includes(error.code);
}
