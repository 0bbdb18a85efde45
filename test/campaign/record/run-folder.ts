import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedFault } from '../proxy/director.ts';

/** What the conductor writes down while a campaign runs. The ledger's journal lies beside it. */
export interface RunFolder {
  path: string;
  file(name: string): string;
  faults: readonly RecordedFault[];
  fault(fault: RecordedFault): void;
  start(start: StartRecord): void;
  action(action: ActionRecord): void;
  write(name: string, content: unknown): void;
}

/** A start that was acknowledged. */
export interface StartRecord {
  id: string;
  runId: string;
  definition: string;
  input: unknown;
  planHash: string;
  how: 'api' | 'plain';
}

export interface ActionRecord {
  kind: string;
  execution: string;
  /** What was answered; a refusal is an answer too. */
  answer: string;
  [fact: string]: unknown;
}

/** Makes the folder; throws when it is there already, because two campaigns in one folder prove nothing. */
export function openRunFolder(path: string): RunFolder {
  mkdirSync(path, { recursive: false });
  for (const name of ['histories', 'plans', 'logs']) mkdirSync(join(path, name));
  const faults: RecordedFault[] = [];
  const append = (name: string, line: object): void =>
    appendFileSync(join(path, name), `${JSON.stringify({ at: Date.now(), ...line })}\n`);
  for (const name of ['faults.jsonl', 'starts.jsonl', 'actions.jsonl']) writeFileSync(join(path, name), '');
  return {
    path,
    file: (name) => join(path, name),
    faults,
    fault(fault) {
      faults.push(fault);
      append('faults.jsonl', fault);
    },
    start: (start) => append('starts.jsonl', start),
    action: (action) => append('actions.jsonl', action),
    write: (name, content) => writeFileSync(join(path, name), `${JSON.stringify(content, null, 1)}\n`),
  };
}
