import { isGrpcServiceError, type Client } from '@temporalio/client';
import { decodeFact, type HistoryEvent } from './decode-fact.ts';
import type { EndFact, Fact, StartFact } from './fact.ts';

/** One run of one workflow id. */
export interface RunOf {
  workflowId: string;
  runId: string;
}

/** All facts of one run's history; `beat` is called once a page. Null when there is no such run (any more). */
export async function readFacts(client: Client, run: RunOf, beat: () => void): Promise<Fact[] | null> {
  const facts: Fact[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    beat();
    const page = await readPage(client, run, nextPageToken);
    if (page === null) return null;
    for (const event of page.events) {
      const fact = await decodeFact(event, client.options.loadedDataConverter);
      if (fact !== null) facts.push(fact);
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken !== undefined);
  return facts;
}

/** How a run began; null when it is gone. */
export async function readStart(client: Client, run: RunOf): Promise<StartFact | null> {
  const page = await readPage(client, run, undefined, 1);
  const fact = await firstFact(client, page?.events.at(0));
  return fact?.kind === 'started' ? fact : null;
}

/** How a run closed; null when it is gone. */
export async function readEnd(client: Client, { workflowId, runId }: RunOf): Promise<EndFact | null> {
  const { namespace } = client.options;
  const execution = { workflowId, runId };
  const page = await unlessGone(() =>
    client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution, maximumPageSize: 1 }),
  );
  const fact = await firstFact(client, page?.history?.events?.[0]);
  return fact?.kind === 'ended' ? fact : null;
}

async function firstFact(client: Client, event: HistoryEvent | undefined): Promise<Fact | null> {
  return event === undefined ? null : decodeFact(event, client.options.loadedDataConverter);
}

interface Page {
  events: HistoryEvent[];
  nextPageToken: Uint8Array | undefined;
}

async function readPage(
  client: Client,
  { workflowId, runId }: RunOf,
  nextPageToken: Uint8Array | undefined,
  maximumPageSize?: number,
): Promise<Page | null> {
  const { namespace } = client.options;
  const response = await unlessGone(() =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      nextPageToken,
      maximumPageSize,
    }),
  );
  if (response === null) return null;
  const token = response.nextPageToken;
  return {
    events: response.history?.events ?? [],
    nextPageToken: token.length === 0 ? undefined : token,
  };
}

/** Null when Temporal says that there is no such execution; other errors are thrown. */
export async function unlessGone<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await request();
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_FOUND.has(error.code)) return null;
    throw error;
  }
}

/** The gRPC status. */
const NOT_FOUND = new Set<number>([5]);
