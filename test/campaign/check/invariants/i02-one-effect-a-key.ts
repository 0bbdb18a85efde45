import { groupBy } from '../reading/group-by.ts';
import { forwardOf } from '../reading/place-in-saga.ts';
import { runsOf } from '../reading/read-folder.ts';
import type { Call, CampaignRun, Invariant, JournalEntry, Violation } from '../types.ts';

export const oneEffectAKey: Invariant = {
  id: 'I2',
  reading:
    'At most one applied effect a key, on servers that know keys and on those that promise nothing. One call, named by workflow id, path, epoch and direction (a compensation: by the forward call and its own epoch), is scheduled and arrives under one key through all attempts and runs, and no two calls share a key.',
  check(run) {
    const applied = run.journal.filter(({ event, key }) => event === 'applied' && key !== null);
    const counts = groupBy(applied, ({ key }) => key ?? '');
    const violations: Omit<Violation, 'invariant'>[] = [];
    for (const [key, entries] of counts) {
      const [first] = entries;
      if (entries.length < 2 || first === undefined) continue;
      const what = `${first.server}.${first.tool} was applied ${entries.length} times under the key ${key} (${stepOf(first)})`;
      violations.push({ execution: first.execution?.id ?? '', what });
    }
    return { checked: counts.size, violations: [...violations, ...scheduledKeys(run), ...arrivedKeys(run)] };
  },
};

/** Histories: one identity, one key, and back. */
function scheduledKeys(run: CampaignRun): Omit<Violation, 'invariant'>[] {
  return run.sagas.flatMap((saga) => {
    const calls = runsOf(saga).flatMap((one) => one.calls);
    return mismatches(
      calls.map((call) => ({ name: identityOf(run, call), key: call.request.key, execution: call.workflowId })),
    );
  });
}

function identityOf({ callsByKey }: CampaignRun, call: Call): string {
  const { direction, path, epoch } = call.request;
  if (direction === 'forward') return `${call.workflowId} ${path}@${epoch}`;
  const of = forwardOf(callsByKey, call)[0];
  // In a parent's or a recovery's history a call has another path than where it was first sent.
  return `${direction}@${epoch} of ${of === undefined ? `${call.workflowId} ${path}` : identityOf({ callsByKey } as CampaignRun, of)}`;
}

/** The journal: what one step of one execution sent came under one key. */
function arrivedKeys({ journal }: CampaignRun): Omit<Violation, 'invariant'>[] {
  return mismatches(
    journal.flatMap(({ event, key, compensates, tool, execution }) => {
      if (event !== 'received' || key === null || execution === null) return [];
      const { id, step, epoch } = execution;
      // A recovery and a parent compensate calls of other executions: the forward key names them.
      const name = compensates === null ? `${id} ${step}@${epoch} ${tool}` : `${tool}@${epoch} of ${compensates}`;
      return [{ name, key, execution: id }];
    }),
  );
}

interface Named {
  name: string;
  key: string;
  execution: string;
}

function mismatches(all: Named[]): Omit<Violation, 'invariant'>[] {
  const keyOf = new Map<string, string>();
  const nameOf = new Map<string, string>();
  const found: Omit<Violation, 'invariant'>[] = [];
  for (const { name, key, execution } of all) {
    const otherKey = keyOf.get(name);
    const otherName = nameOf.get(key);
    keyOf.set(name, key);
    nameOf.set(key, name);
    if (otherKey !== undefined && otherKey !== key)
      found.push({ execution, what: `${name} has two keys, ${otherKey} and ${key}` });
    else if (otherName !== undefined && otherName !== name)
      found.push({ execution, what: `${name} and ${otherName} share the key ${key}` });
  }
  return found;
}

function stepOf({ execution }: JournalEntry): string {
  return execution === null ? 'no step' : `${execution.step}@${execution.epoch}`;
}
