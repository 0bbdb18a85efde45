import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { isOpen } from '../../../plan/view.ts';
import { OperationError } from '../../operations/errors.ts';
import { answerFor } from '../answers/answer-for.ts';
import { handle } from '../answers/handle.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import type { DefinitionCall } from '../tools/call-definition.ts';
import { ask } from './ask.ts';
import { giveAnswers } from './give-answers.ts';
import { digestOf } from './question-state.ts';
import type { Question } from './question-state.ts';
import { questionsFor } from './questions-for.ts';
import type { OpenQuestion } from './questions-for.ts';

/** A call that comes back with answers: nothing is started, the execution that asked goes on. */
export async function resumeAfterQuestion(
  parts: FacadeParts,
  call: DefinitionCall,
  { executionId, runId, callDigest }: Question,
  incoming: Incoming,
): Promise<CallToolResult | InputRequiredResult> {
  if (callDigest !== digestOf(call)) {
    const message = 'The request state belongs to a call with another name or other arguments.';
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
  const { operations, settings } = parts;
  const view = await operations.get(incoming.caller, executionId);
  const questions = questionsFor(view, incoming);
  // The same step may wait again in another run: that is another question.
  if (view.runId !== runId && questions.length > 0) return ask(parts, call, view, incoming, questions);
  const answered = await tryAnswers(parts, questions, incoming);
  if (!Array.isArray(answered)) return ask(parts, call, view, incoming, questions, answered.why);
  if (isOpen(view.status) && questions.length > 0 && answered.length === 0) return handle(view);

  const { signal, progress } = incoming;
  const options = { waitMs: settings.waitMs, signal, onChange: progress.onChange };
  const later = await operations.wait(incoming.caller, { id: executionId, runId }, options);
  await progress.sent();
  return answerFor(parts, call, later, incoming, answered);
}

/** The keys that were answered, or why the execution did not take an answer: then the person is asked once more. */
async function tryAnswers(
  parts: FacadeParts,
  questions: readonly OpenQuestion[],
  incoming: Incoming,
): Promise<string[] | { why: string }> {
  try {
    return await giveAnswers(parts, questions, incoming);
  } catch (error) {
    if (error instanceof OperationError && error.code === 'refused') return { why: error.message };
    throw error;
  }
}
