import type { JournalLine } from '../../../samples/kit/journal.ts';
import type { Acknowledged, Start } from '../load/start.ts';
import type { World } from '../world.ts';
import type { Check } from './finding.ts';
import { readJournals } from './read-journals.ts';

/** The journals of the sample servers: one effect a key, nothing left of what was undone, all in force of what completed. */
export async function checkSamples(
  { samplesDir }: Pick<World, 'samplesDir'>,
  acknowledged: readonly Acknowledged[],
): Promise<Check[]> {
  const lines = await readJournals<JournalLine>(samplesDir);
  const own = acknowledged.filter(({ start }) => Object.hasOwn(EFFECTS, start.definition));
  const wrong = own.flatMap(({ id, start }) => {
    const left = effectsInForce(lines.filter(({ execution }) => idOf(execution) === id));
    const due = start.ends === 'completed' ? (EFFECTS[start.definition]?.(start) ?? 0) : 0;
    return left === due ? [] : [`${id}: ${String(left)} effects are in force instead of ${String(due)}`];
  });
  return [
    oneEffectAKey(lines),
    {
      claim: 'the sample servers’ books balance: what failed is undone, what completed is in force',
      checked: own.length,
      wrong,
    },
  ];
}

/** How many effects a completed execution leaves. */
const EFFECTS: Record<string, (start: Start) => number> = {
  order_processing_saga: () => 4,
  // KYC case, account, payment method, tenant, monitoring, activation, e-mail, ticket; and a user each.
  onboard_customer: ({ input }) => 8 + (Array.isArray(input['users']) ? input['users'].length : 0),
};

function effectsInForce(lines: readonly JournalLine[]): number {
  return lines.reduce((sum, { event, effect }) => (event === 'received' ? sum : sum + (effect?.change ?? 0)), 0);
}

function oneEffectAKey(lines: readonly JournalLine[]): Check {
  const counts = new Map<string, number>();
  for (const { event, key } of lines) {
    if (event === 'applied' && key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const wrong = [...counts].flatMap(([key, count]) =>
    count === 1 ? [] : [`${key} was applied ${String(count)} times`],
  );
  return { claim: 'the sample servers applied no key twice', checked: counts.size, wrong };
}

function idOf(execution: unknown): unknown {
  return typeof execution === 'object' && execution !== null && 'id' in execution ? execution.id : null;
}
