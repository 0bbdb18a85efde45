import type { JsonObject } from '../../../plan/json.ts';
import { factsOf, type DecisionVerb } from '../../../plan/messages.ts';
import type { VerbView } from '../../../plan/view.ts';
import type { Park } from '../state/run.ts';

export type VerbTexts = Partial<Record<DecisionVerb, { does: string; example?: JsonObject }>>;

/** What each verb that a park takes would do there, with an argument that can be pasted. */
export function verbsFor({ allowed, direction, unclear, parkId }: Park, texts: VerbTexts): VerbView[] {
  return allowed.map((verb) => {
    const { does, doesIfUnclear, example, brief } = factsOf(verb);
    const own = texts[verb];
    return {
      verb,
      does: own?.does ?? doesIfUnclear?.[unclear ?? 'call'] ?? does[direction] ?? brief,
      example: { parkId, ...(own?.example ?? example) },
    };
  });
}
