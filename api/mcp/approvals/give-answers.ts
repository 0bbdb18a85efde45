import { acceptedContent } from '@modelcontextprotocol/server';
import type { JsonObject } from '../../../plan/json.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import type { OpenQuestion } from './questions-for.ts';

/**
 * Passes on what people filled in, and gives the keys that were answered. Whoever closed the form or declined to fill it in has
 * decided nothing: the approval goes on waiting. Answers to questions that are not open any more are left out.
 */
export async function giveAnswers(
  { operations }: FacadeParts,
  questions: readonly OpenQuestion[],
  { caller, answers }: Pick<Incoming, 'caller' | 'answers'>,
): Promise<string[]> {
  const given: string[] = [];
  for (const { key, step, executionId, form } of questions) {
    const filled = acceptedContent<JsonObject>(answers, key);
    const approved = filled?.[form.approvedField] ?? true;
    if (filled === undefined || typeof approved !== 'boolean') continue;
    const { [form.approvedField]: _approved, ...fields } = filled;
    await operations.approve(caller, executionId, step, {
      approved,
      ...(Object.keys(fields).length === 0 ? {} : { form: fields }),
    });
    given.push(key);
  }
  return given;
}
