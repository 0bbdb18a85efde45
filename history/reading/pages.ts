import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import type { HistoryEvent } from '../decode/decoder.ts';

/** One run of one workflow id. */
export interface RunOf {
  workflowId: string;
  runId: string;
}

export interface PageOptions {
  /** Waits for events to come until the run closes. */
  isLive?: boolean;
  signal?: AbortSignal | undefined;
  /** Events of one page; Temporal's own number without it. */
  pageSize?: number;
}

/** The events of one run, page by page, in order. Ends when the run has closed (or is read, when not live), or when the signal aborts. */
export async function* readPages(
  client: Client,
  run: RunOf,
  options: PageOptions = {},
): AsyncGenerator<HistoryEvent[]> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await readPage(client, run, options, nextPageToken);
    if (page === null) return;
    yield page.events;
    nextPageToken = page.nextPageToken;
  } while (nextPageToken !== undefined);
}

interface Page {
  events: HistoryEvent[];
  nextPageToken: Uint8Array | undefined;
}

/** Null when the signal aborted. */
async function readPage(
  client: Client,
  execution: RunOf,
  { isLive = false, signal, pageSize }: PageOptions,
  nextPageToken: Uint8Array | undefined,
): Promise<Page | null> {
  const ask = () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      nextPageToken,
      maximumPageSize: pageSize,
      waitNewEvent: isLive,
    });
  const withDeadline = isLive ? () => client.connection.withDeadline(Date.now() + POLL_MS, ask) : ask;
  for (let failures = 0; ; failures += 1) {
    if (isAborted(signal)) return null;
    try {
      // A signal of its own for each request: the client leaves a listener on it behind.
      const response = await (signal === undefined
        ? withDeadline()
        : client.connection.withAbortSignal(AbortSignal.any([signal]), withDeadline));
      const token = response.nextPageToken;
      return { events: response.history?.events ?? [], nextPageToken: token.length === 0 ? undefined : token };
    } catch (error) {
      if (isAborted(signal)) return null;
      if (!isLive || !isPassing(error) || failures === RETRIES) throw error;
      await sleep(500 * (failures + 1));
    }
  }
}

/** A long poll is answered after 20 s at the latest; a little more is given to slow networks. */
const POLL_MS = 60_000;
const RETRIES = 5;

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** gRPC: deadline exceeded, unavailable. */
function isPassing(error: unknown): boolean {
  return isGrpcServiceError(error) && [4, 14].includes(error.code);
}
