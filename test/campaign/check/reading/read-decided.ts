import type { Decided } from '../types.ts';
import { at, decode, decodeAll, textAt } from './json.ts';
import type { HistoryEvent } from './read-history.ts';

/**
 * Decisions that were taken: those that the execution wrote into its memo, and Updates, because what does not fit is never accepted. A
 * signal that did not fit leaves no more than itself.
 */
export function readDecided({ id, type, attributes }: HistoryEvent): Decided[] {
  if (type === 'WORKFLOW_PROPERTIES_MODIFIED') {
    const decision = decode(at(attributes, 'upsertedMemo', 'fields', 'lastDecision'));
    return decided(id, textAt(decision, 'verb'), decision);
  }
  if (type !== 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED') return [];
  const update = at(attributes, 'acceptedRequest', 'input');
  return decided(id, textAt(update, 'name'), decodeAll(at(update, 'args'))[0]);
}

/** A park id ends with what it is about: `…/<path>@<epoch>`, with `~undo` for a compensation. */
function decided(eventId: number, verb: string | null, decision: unknown): Decided[] {
  const [, path] = /^[^/]*\/(.+?)(?:~undo)?@\d+$/.exec(textAt(decision, 'parkId') ?? '') ?? [];
  if (verb === null || path === undefined) return [];
  return [{ eventId, verb, path, happened: at(decision, 'happened') === true }];
}
