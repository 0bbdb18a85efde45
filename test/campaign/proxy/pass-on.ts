import type { Misbehaviour } from '../ledger/entry.ts';

export interface Passed {
  status: number;
  type: string | null;
  body: string;
}

/** One request to the ledger; rejects when the ledger does not answer. */
export async function passOn(ledgerUrl: string, server: string, body: string, ask?: Misbehaviour): Promise<Passed> {
  const asked: Record<string, string> = ask === undefined ? {} : { 'x-ledger-fault': ask };
  const headers = { 'content-type': 'application/json', ...asked };
  const response = await fetch(`${ledgerUrl}/${server}`, { method: 'POST', headers, body });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}
