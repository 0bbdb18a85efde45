import { isJsonObject, type Json } from '../../../plan/json.ts';
import type { Decision, DecisionVerb } from '../../../plan/messages.ts';

/** What is wrong with the form of a decision's argument, as one sentence; null when it has the form that its verb takes. */
export function misshapen(verb: DecisionVerb, decision: Decision): string | null {
  const takes: (keyof Decision)[] = [...COMMON, ...NEEDS[verb], ...MAY_HAVE[verb]];
  for (const [name, value] of Object.entries(decision) as [string, Json | undefined][]) {
    if (value === undefined) continue;
    const known = takes.find((own) => own === name);
    if (known === undefined) return `"${verb}" takes no "${name}"; it takes ${takes.map(quoted).join(', ')}.`;
    if (!FORMS[known].fits(value)) return `"${known}" of "${verb}" is to be ${FORMS[known].is}.`;
  }
  const missing = NEEDS[verb].find((name) => decision[name] === undefined);
  return missing === undefined ? null : `"${verb}" needs "${missing}": ${FORMS[missing].is}.`;
}

const COMMON = ['parkId', 'step', 'reason', 'by'] as const;

const NEEDS: Record<DecisionVerb, (keyof Decision)[]> = {
  retry: [],
  retry_with: ['arguments'],
  resolve_unknown: ['happened', 'evidence'],
  mark_compensated: ['evidence'],
  resume: [],
  skip: [],
  compensate: [],
};

const MAY_HAVE: Record<DecisionVerb, (keyof Decision)[]> = {
  retry: [],
  retry_with: [],
  resolve_unknown: ['output'],
  mark_compensated: [],
  resume: [],
  skip: ['output'],
  compensate: [],
};

interface Form {
  is: string;
  fits: (value: Json) => boolean;
}

const text: Form = { is: 'a text', fits: (value) => typeof value === 'string' };

const FORMS: Record<keyof Decision, Form> = {
  parkId: text,
  step: text,
  reason: text,
  by: text,
  arguments: { is: 'all arguments, as one JSON object', fits: isJsonObject },
  output: { is: 'a JSON value', fits: () => true },
  happened: { is: 'true or false', fits: (value) => typeof value === 'boolean' },
  evidence: {
    is: 'a text that says how you know',
    fits: (value) => typeof value === 'string' && value.trim() !== '',
  },
};

function quoted(name: string): string {
  return `"${name}"`;
}
