import { isJsonObject, type Json } from '../../../plan/json.ts';
import { factsOf, type Decision, type DecisionVerb } from '../../../plan/messages.ts';

/** What is wrong with the form of a decision's argument, as one sentence; null when it has the form that its verb takes. */
export function misshapen(verb: DecisionVerb, decision: Decision): string | null {
  const { needs, mayHave } = factsOf(verb);
  const takes: (keyof Decision)[] = [...COMMON, ...needs, ...mayHave];
  for (const [name, value] of Object.entries(decision) as [string, Json | undefined][]) {
    if (value === undefined) continue;
    const known = takes.find((own) => own === name);
    if (known === undefined) return `"${verb}" takes no "${name}"; it takes ${takes.map(quoted).join(', ')}.`;
    if (!FORMS[known].fits(value)) return `"${known}" of "${verb}" is to be ${FORMS[known].is}.`;
  }
  const missing = needs.find((name) => decision[name] === undefined);
  return missing === undefined ? null : `"${verb}" needs "${missing}": ${FORMS[missing].is}.`;
}

const COMMON = ['parkId', 'step', 'reason', 'by'] as const;

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
