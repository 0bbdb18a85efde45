import type { JsonObject } from '../../../plan/json.ts';
import type { DecisionVerb } from '../../../plan/messages.ts';
import type { VerbView } from '../../../plan/view.ts';
import type { Park } from '../state/run.ts';

export type VerbTexts = Partial<Record<DecisionVerb, { does: string; example?: JsonObject }>>;

/** What each verb that a park takes would do there, with an argument that can be pasted. */
export function verbsFor({ allowed, direction, unclear, parkId }: Park, texts: VerbTexts): VerbView[] {
  return allowed.map((verb) => ({
    verb,
    does: texts[verb]?.does ?? (verb === 'resolve_unknown' ? QUESTION[unclear ?? 'call'] : DOES[direction][verb]),
    example: { parkId, ...(texts[verb]?.example ?? EXAMPLES[verb]) },
  }));
}

const QUESTION = {
  call: 'you say whether the call happened: if so, the execution goes on with its result, if not, as if it had never been sent',
  compensation:
    'you say whether the compensation happened: if so, the step is undone, if not, it is sent again under the same key',
};

const DOES: Record<Park['direction'], Record<DecisionVerb, string>> = {
  forward: {
    retry: 'sends the call again; under the same key as long as it may have happened',
    retry_with: 'sends the call with other arguments, under a new key',
    resolve_unknown: QUESTION.call,
    mark_compensated: 'you say that you undid it yourself',
    resume: 'the reason to wait is gone: goes on',
    skip: 'goes on without the step; "output" stands in for its result',
    compensate: 'gives up going forward and undoes what was done',
  },
  compensation: {
    retry: 'sends the compensation again; under the same key as long as it may have happened',
    retry_with: 'sends the compensation with other arguments',
    resolve_unknown: QUESTION.compensation,
    mark_compensated: 'you say that you undid the step yourself; the execution ends SagaPartiallyCompensated',
    resume: 'the reason to wait is gone: undoes the step now',
    skip: 'leaves the step undone; the execution ends SagaPartiallyCompensated',
    compensate: 'undoes what was done',
  },
};

const EXAMPLES: Record<DecisionVerb, JsonObject> = {
  retry: { reason: 'why' },
  retry_with: { arguments: {}, reason: 'why' },
  resolve_unknown: { happened: true, evidence: 'how you know' },
  mark_compensated: { evidence: 'what you did' },
  resume: { reason: 'why' },
  skip: { reason: 'why' },
  compensate: { reason: 'why' },
};
