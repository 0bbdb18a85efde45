import { isInputRequiredResult } from '@modelcontextprotocol/server';
import type { CallToolResult, InputRequests, InputRequiredResult } from '@modelcontextprotocol/server';
import { handle } from '../answers/handle.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import type { DefinitionCall } from '../tools/call-definition.ts';
import { questionOf } from './question-state.ts';
import { resumeAfterQuestion } from './resume.ts';

/**
 * Legacy clients know no result that asks: they are asked while their call is open. A person who does not answer, or a client that
 * fails to ask, leaves the approval waiting and gets the handle. Modern clients get the questions as they are.
 */
export async function askDuringCall(
  parts: FacadeParts,
  call: DefinitionCall,
  first: CallToolResult | InputRequiredResult,
  incoming: Incoming,
): Promise<CallToolResult | InputRequiredResult> {
  const { elicit, caller } = incoming;
  let result = first;
  for (let round = 1; elicit !== undefined && isInputRequiredResult(result); round += 1) {
    const question = questionOf(parts.seal, caller, result.requestState ?? '');
    const answers = round > MAX_ROUNDS ? null : await collect(result.inputRequests ?? {}, elicit);
    if (answers === null) return handle(await parts.operations.get(caller, question.executionId));
    result = await resumeAfterQuestion(parts, call, question, { ...incoming, answers });
  }
  return result;
}

/** Answers that do not fit are asked for again, but nobody is asked for ever. */
const MAX_ROUNDS = 8;

/** One question after the other: a person has one screen. Null when the client could not ask. */
async function collect(
  requests: InputRequests,
  elicit: NonNullable<Incoming['elicit']>,
): Promise<Record<string, unknown> | null> {
  const answers: Record<string, unknown> = {};
  for (const [key, request] of Object.entries(requests)) {
    if (request.method !== 'elicitation/create') return null;
    try {
      answers[key] = await elicit(request.params);
    } catch {
      return null;
    }
  }
  return answers;
}
