import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { answerFor } from '../answers/answer-for.ts';
import { askDuringCall } from '../approvals/ask-during-call.ts';
import type { Question } from '../approvals/question-state.ts';
import { resumeAfterQuestion } from '../approvals/resume.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';

/** Starts the definition, or goes on with the execution whose question this call answers; then waits, and says what there is. */
export async function callDefinition(
  parts: FacadeParts,
  call: DefinitionCall,
  question: Question | undefined,
  incoming: Incoming,
): Promise<CallToolResult | InputRequiredResult> {
  const result =
    question === undefined
      ? await startAndWait(parts, call, incoming)
      : await resumeAfterQuestion(parts, call, question, incoming);
  return askDuringCall(parts, call, result, incoming);
}

async function startAndWait(
  parts: FacadeParts,
  call: DefinitionCall,
  incoming: Incoming,
): Promise<CallToolResult | InputRequiredResult> {
  const { operations, settings } = parts;
  const { caller, takesTasks, idempotencyKey, signal, progress } = incoming;
  const { view } = await operations.start(caller, {
    definition: call.definition,
    input: call.args,
    idempotencyKey,
    waitMs: takesTasks ? Math.min(settings.taskAfterMs, settings.waitMs) : settings.waitMs,
    signal,
    onChange: progress.onChange,
  });
  await progress.sent();
  return answerFor(parts, call, view, incoming);
}

/** What was asked for: a question is bound to it. */
export interface DefinitionCall {
  definition: string;
  args: Record<string, unknown>;
}
