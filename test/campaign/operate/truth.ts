import { closeSync, openSync, readSync } from 'node:fs';
import type { JsonObject } from '../../../plan/json.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import { rootOf, siteOf } from '../proxy/call.ts';

/** What an operator sees who looks at the ledger. */
export interface Truth {
  effect: Effect | null;
  /** What was last asked for there. */
  arguments: JsonObject | null;
}

export type Effect = { id: string; ref: string };

interface Place {
  root: string;
  site: string;
  /** Of the forward call; null where it is not known. */
  key: string | null;
}

/** Gives a function that tells the truth about one place in a saga; it reads the journal further at every question. */
export function readTruth(file: string): (place: Place) => Truth {
  const effects = new Map<string, Effect & { root: string; site: string; key: string | null; inForce: boolean }>();
  const asked = new Map<string, JsonObject>();
  let offset = 0;
  let rest = '';
  const take = ({ event, effect, tool, key, execution, arguments: args }: JournalEntry): void => {
    if (execution === null) return;
    const root = rootOf(execution.id);
    const site = siteOf(execution.step);
    if (event === 'received' && tool === 'act') asked.set(`${root} ${site}`, args as JsonObject);
    if (event !== 'applied' || effect === null) return;
    const known = effects.get(effect);
    if (known !== undefined) known.inForce = tool === 'act';
    else effects.set(effect, { root, site, key, id: effect, ref: String(args['ref']), inForce: true });
  };
  const readOn = (): void => {
    const fd = openSync(file, 'r');
    const buffer = Buffer.alloc(1 << 20);
    for (;;) {
      const size = readSync(fd, buffer, 0, buffer.length, offset);
      if (size === 0) break;
      offset += size;
      rest += buffer.toString('utf8', 0, size);
    }
    closeSync(fd);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(JSON.parse(line) as JournalEntry);
  };
  return ({ root, site, key }) => {
    readOn();
    const there = [...effects.values()].filter((one) => one.root === root && one.site === site);
    const isKnown = key !== null && there.some((one) => one.key === key);
    const found = there.findLast((one) => one.inForce && (!isKnown || one.key === key));
    const effect = found === undefined ? null : { id: found.id, ref: found.ref };
    return { effect, arguments: asked.get(`${root} ${site}`) ?? null };
  };
}
