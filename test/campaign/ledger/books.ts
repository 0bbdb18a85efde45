import type { Arrival, JournalEntry } from './entry.ts';
import type { Journal } from './journal.ts';

export type Answer =
  | { kind: 'result'; output: Record<string, unknown>; isError: boolean }
  | { kind: 'rpc_error'; code: number; message: string };

/** What the servers of the ledger promise, by their path. */
const PROMISES: Record<string, { knowsKeys: boolean; remembersRefusals: boolean }> = {
  keyed: { knowsKeys: true, remembersRefusals: false },
  atomic: { knowsKeys: true, remembersRefusals: true },
  plain: { knowsKeys: false, remembersRefusals: false },
};

export const SERVERS = Object.keys(PROMISES);

interface Effect {
  id: string;
  server: string;
  key: string | null;
  ref: unknown;
  inForce: boolean;
}

/** The state of the ledger: nothing but a fold over its journal, so that a restarted server knows what the killed one did. */
export function createBooks(openWith: (replay: (entry: JournalEntry) => void) => Journal) {
  const effects = new Map<string, Effect>();
  const answers = new Map<string, Record<string, unknown>>();
  const tombstones = new Set<string>();
  const refusals = new Set<string>();
  let calls = 0;

  const fold = (entry: JournalEntry): void => {
    const { server, key, compensates, effect, output } = entry;
    calls = Math.max(calls, entry.call);
    const known = key === null ? null : `${server} ${key}`;
    const over = effect === null ? undefined : effects.get(effect);
    if (over !== undefined) over.inForce = false;
    else if (effect !== null)
      effects.set(effect, { id: effect, server, key, ref: entry.arguments['ref'], inForce: true });
    if (entry.event === 'tombstoned' && compensates !== null) tombstones.add(`${server} ${compensates}`);
    if (entry.event === 'refused' && entry.reason === 'declined' && known !== null) refusals.add(known);
    const isAnswer = entry.event === 'applied' || (entry.event === 'replied' && entry.isError !== true);
    if (isAnswer && output !== undefined && known !== null && !answers.has(known)) answers.set(known, output);
  };
  const journal = openWith(fold);
  const write = (arrival: Arrival, more: Partial<JournalEntry> & Pick<JournalEntry, 'event'>): void =>
    fold(journal.append({ ...arrival, effect: null, ...more }));

  const reply = (arrival: Arrival, output: Record<string, unknown>): Answer => {
    if (arrival.fault === 'error_after') return refuse(arrival, 'replied', 'It failed after it was done.');
    if (arrival.fault === 'rpc_error') {
      write(arrival, { event: 'replied', isError: true });
      return { kind: 'rpc_error', code: -32603, message: 'An internal error of the ledger.' };
    }
    const given = arrival.fault === 'poison' ? { id: 7, status: 7 } : output;
    // What it answers for good is what `applied` has recorded; a poisoned answer is no record.
    write(arrival, { event: 'replied', isError: arrival.fault === 'poison', output: given });
    return { kind: 'result', output: given, isError: false };
  };
  const refuse = (
    arrival: Arrival,
    event: 'refused' | 'replied',
    message: string,
    reason?: JournalEntry['reason'],
  ): Answer => {
    write(arrival, { event, isError: true, ...(reason === undefined ? {} : { reason }) });
    return { kind: 'result', output: { message }, isError: true };
  };

  const act = (arrival: Arrival): Answer => {
    const { server, key } = arrival;
    const promises = PROMISES[server];
    const known = `${server} ${key ?? ''}`;
    if (promises?.remembersRefusals === true && refusals.has(known)) {
      return refuse(arrival, 'refused', 'It was declined before.', 'remembered');
    }
    if (arrival.fault === 'declined') return refuse(arrival, 'refused', 'It is declined.', 'declined');
    if (promises?.knowsKeys === true && tombstones.has(known)) {
      return refuse(arrival, 'refused', 'Too late: it is undone already.', 'tombstoned');
    }
    const effect = `e-${effects.size + 1}`;
    const output = { id: effect, ref: arrival.arguments['ref'] };
    write(arrival, { event: 'applied', effect, output });
    return reply(arrival, output);
  };

  const undo = (arrival: Arrival): Answer => {
    const { server, compensates } = arrival;
    if (arrival.fault === 'declined') return refuse(arrival, 'refused', 'It cannot be undone now.', 'declined');
    const found = findEffect(arrival);
    const output = { status: found === undefined ? 'nothing_to_undo' : 'undone' };
    if (found !== undefined) write(arrival, { event: 'applied', effect: found.id, output });
    if (PROMISES[server]?.knowsKeys === true && compensates !== null) write(arrival, { event: 'tombstoned' });
    return reply(arrival, output);
  };

  /** What the arguments name is what is undone, also when it is the wrong thing; the key tells apart what has the same name. */
  const findEffect = ({ server, compensates, arguments: args }: Arrival): Effect | undefined => {
    const open = [...effects.values()].filter((one) => one.server === server && one.inForce);
    const { id, ref } = args;
    if (typeof id === 'string') return open.find((one) => one.id === id);
    const byKey = open.find(({ key }) => key === compensates);
    if (ref === undefined || byKey?.ref === ref) return byKey;
    return open.findLast((one) => one.ref === ref);
  };

  const find = (arrival: Arrival): Answer => {
    const found = [...effects.values()].find((one) => one.key === arrival.arguments['key'] && one.inForce);
    return reply(arrival, found === undefined ? { found: false } : { found: true, id: found.id, ref: found.ref });
  };

  return {
    nextCall: () => (calls += 1),
    take(arrival: Arrival): Answer {
      write(arrival, { event: 'received' });
      if (arrival.tool === 'find') return find(arrival);
      if (arrival.tool === 'look') return reply(arrival, { id: 'looked', ref: arrival.arguments['ref'] });
      const known = answers.get(`${arrival.server} ${arrival.key ?? ''}`);
      if (known !== undefined && PROMISES[arrival.server]?.knowsKeys === true) {
        const output = arrival.fault === 'differs' ? { ...known, id: `${String(known['id'])}-other` } : known;
        write(arrival, { event: 'replayed', output });
        return { kind: 'result', output, isError: false };
      }
      return arrival.tool === 'act' ? act(arrival) : undo(arrival);
    },
  };
}
