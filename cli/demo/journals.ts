import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../../plan/json.ts';
import type { Json } from '../../plan/json.ts';
import { parseJson } from '../../plan/numbers/json-text.ts';

/** What an execution has left behind, as the sample servers' own journals say. */
export interface NetEffect {
  applied: number;
  undone: number;
  /** `inventory_server reserve_items res_1f…`, of what is in force. */
  inForce: string[];
}

export async function netEffect(folder: string, executionId: string): Promise<NetEffect> {
  const applied = new Map<string, string>();
  let undone = 0;
  let count = 0;
  for (const line of await readJournals(folder)) {
    const effect = line['effect'];
    const execution = line['execution'];
    if (line['event'] !== 'applied' && line['event'] !== 'tombstoned') continue;
    if (!isJsonObject(effect) || !isJsonObject(execution) || execution['id'] !== executionId) continue;
    const ref = text(effect['ref']);
    if (effect['change'] === 1) {
      count += 1;
      applied.set(ref, `${text(line['server'])} ${text(line['tool'])} ${ref}`);
    } else {
      undone += 1;
      applied.delete(ref);
    }
  }
  return { applied: count, undone, inForce: [...applied.values()] };
}

async function readJournals(folder: string): Promise<{ [key: string]: Json }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.jsonl')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((content) =>
    content.split('\n').flatMap((line) => {
      const value: unknown = line === '' ? null : parseJson(line);
      return isJsonObject(value) ? [value] : [];
    }),
  );
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
