import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../types.ts';
import { makeHistory, type MadeHistory, type MadeRequest } from './made-history.ts';

/** A small campaign by hand: what a test wants is written into histories and journal step by step, then saved as a run folder. */
export interface MadeCampaign {
  journal: JournalEntry[];
  starts: { id: string; runId: string; definition: string; input: unknown }[];
  saga: (id: string) => MadeSaga;
  save: () => Promise<string>;
}

export interface MadeSaga {
  history: MadeHistory;
  forward: (path: string, more?: Partial<MadeRequest>) => MadeCall;
  compensation: (of: MadeCall, more?: Partial<MadeRequest>) => MadeCall;
}

/** One scheduled call; the ledger's part is said separately, because the two may differ. */
export interface MadeCall {
  request: MadeRequest;
  eventId: number;
  arrive(more?: Partial<JournalEntry>): void;
  /** Takes effect: a new one, or the end of the one that is named. */
  apply(effect?: string): string;
  bury(): void;
  /** Arrives, takes effect, and its activity completes. */
  succeed(effect?: string): string;
}

export function madeCampaign(): MadeCampaign {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const now = (): number => (time += 1);
  const journal: JournalEntry[] = [];
  const starts: MadeCampaign['starts'] = [];
  const histories: MadeHistory[] = [];
  let effects = 0;

  const write = (saga: { id: string; runId: string }, request: MadeRequest, more: Partial<JournalEntry>): void => {
    const { server, tool, key, compensates, path, epoch, arguments: given } = request;
    const execution = { ...saga, step: path, epoch, attempt: 1 };
    const fixed = { seq: journal.length + 1, at: now(), call: 1, effect: null, execution, arguments: given };
    journal.push({ ...fixed, event: 'received', server, tool, key, compensates, ...more });
  };

  return {
    journal,
    starts,
    saga(id) {
      const runId = `run-of-${id}`;
      const history = makeHistory(id, runId, PLAN, { ref: id }, now);
      histories.push(history);
      starts.push({ id, runId, definition: 'made', input: { ref: id } });
      const call = (request: MadeRequest): MadeCall => {
        const saga = { id, runId };
        const made: MadeCall = {
          request,
          eventId: history.schedule(request),
          arrive: (more = {}) => write(saga, request, more),
          apply(effect = `e-${(effects += 1)}`) {
            write(saga, request, { event: 'applied', effect });
            return effect;
          },
          bury: () => write(saga, request, { event: 'tombstoned' }),
          succeed(effect) {
            made.arrive();
            const name = made.apply(effect);
            if (request.direction === 'compensation') made.bury();
            history.complete(made.eventId);
            return name;
          },
        };
        return made;
      };
      return {
        history,
        forward: (path, more = {}) => call({ ...forwardRequest(id, path), ...more }),
        compensation: ({ request }, more = {}) => call({ ...compensationRequest(request), ...more }),
      };
    },
    async save() {
      const folder = await mkdtemp(join(tmpdir(), 'sagaflow-made-'));
      await mkdir(join(folder, 'histories'));
      const lines = (all: object[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');
      await writeFile(join(folder, 'ledger.jsonl'), lines(journal));
      await writeFile(join(folder, 'starts.jsonl'), lines(starts));
      for (const [index, { file }] of histories.entries()) {
        await writeFile(join(folder, 'histories', `${index}.json`), JSON.stringify(file));
      }
      return folder;
    },
  };
}

function forwardRequest(id: string, path: string): MadeRequest {
  const given = { ref: `${id}:${path}` };
  const intent = { frozen: given, withoutOutput: null };
  const fixed = { server: 'keyed', tool: 'act', epoch: 0, compensates: null, arguments: given, intent };
  return { direction: 'forward', path, key: `key-${id}-${path}`, ...fixed };
}

function compensationRequest({ path, key, epoch, arguments: given }: MadeRequest): MadeRequest {
  const fixed = { server: 'keyed', tool: 'undo_act', epoch, arguments: given, intent: null };
  return { direction: 'compensation', path, key: `undo-${key}`, compensates: key, ...fixed };
}

const step = (name: string, ...dependsOn: string[]): object => ({
  ...{ name, kind: 'action', dependsOn, when: null, forEach: null, onFailure: 'compensate', pivot: false },
  call: { tool: 'act', effect: true, compensation: { idempotency: { argument: null } }, fallback: null, probe: null },
});

const PLAN = { name: 'made', compensates: true, steps: [step('one'), step('two', 'one'), step('three', 'two')] };
