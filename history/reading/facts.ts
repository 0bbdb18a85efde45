import type { Client } from '@temporalio/client';
import { decodeEvent, type DecodeOptions } from '../decode/decode-event.ts';
import type { HistoryEvent } from '../decode/decoder.ts';
import type { EndFact, Fact, StartFact } from '../fact.ts';
import { unlessGone } from './gone.ts';
import { readPages, type RunOf } from './pages.ts';

/** All facts of one run's history; `beat` is called once a page. Null when there is no such run (any more). */
export function readFacts(client: Client, run: RunOf, beat: () => void): Promise<Fact[] | null> {
  return unlessGone(async () => {
    const facts: Fact[] = [];
    beat();
    for await (const events of readPages(client, run)) {
      facts.push(...(await decodePage(client, events, { readsRequests: true })));
      beat();
    }
    return facts;
  });
}

/** How a run began; null when it is gone. */
export async function readStart(client: Client, run: RunOf): Promise<StartFact | null> {
  const events = await unlessGone(async () => {
    for await (const page of readPages(client, run, { pageSize: 1 })) return page.slice(0, 1);
    return [];
  });
  const [fact] = await decodePage(client, events ?? [], { readsRequests: false });
  return fact?.kind === 'started' ? fact : null;
}

/** How a run closed; null when it is gone, or has not closed. */
export async function readEnd(client: Client, { workflowId, runId }: RunOf): Promise<EndFact | null> {
  const { namespace } = client.options;
  const execution = { workflowId, runId };
  const page = await unlessGone(() =>
    client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution, maximumPageSize: 1 }),
  );
  const events = page?.history?.events?.slice(0, 1) ?? [];
  const [fact] = await decodePage(client, events, { readsRequests: false });
  return fact?.kind === 'ended' ? fact : null;
}

export async function decodePage(client: Client, events: HistoryEvent[], options: DecodeOptions): Promise<Fact[]> {
  const converter = client.options.loadedDataConverter;
  const decoded = await Promise.all(events.map((event) => decodeEvent(event, converter, options)));
  return decoded.filter((fact) => fact !== null);
}
