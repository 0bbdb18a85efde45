import type { ExecutionEvent } from '../../plan/events.ts';
import type { Fact } from '../fact.ts';
import { Misread } from './misread.ts';

/**
 * The workflow writes each park into its memo. People decide by the id of a park, so what was interpreted must have come to the very same
 * ids.
 */
export function checkParks(reported: readonly ExecutionEvent[], commands: readonly Fact[]): void {
  const recorded = commands.flatMap((fact) => (fact.kind === 'parked' ? [fact.park.parkId] : []));
  const found = reported.flatMap((event) => (event.type === 'parked' ? [event.parkId] : []));
  const missing = recorded.find((id) => !found.includes(id)) ?? found.find((id) => !recorded.includes(id));
  if (missing !== undefined)
    throw new Misread(`the park ${missing} is not in both the history and what the definition leads to`);
}
