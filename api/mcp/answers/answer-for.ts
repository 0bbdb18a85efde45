import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { isOpen, type ExecutionView } from '../../../plan/view.ts';
import { ask } from '../approvals/ask.ts';
import { questionsFor } from '../approvals/questions-for.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import { createdTask } from '../tasks/created-task.ts';
import type { DefinitionCall } from '../tools/call-definition.ts';
import { ended } from './ended.ts';
import { handle } from './handle.ts';

/**
 * What a call of a definition gives: its end; else a task to clients that take tasks; else a question to those that can show it to
 * a person who may answer; else a handle. `asked` are questions that this call has just answered.
 */
export function answerFor(
  parts: FacadeParts,
  call: DefinitionCall,
  view: ExecutionView,
  incoming: Incoming,
  asked: readonly string[] = [],
): CallToolResult | InputRequiredResult {
  if (!isOpen(view.status)) return ended(view);
  if (incoming.takesTasks) return createdTask(parts, view, incoming);
  // A paused one takes no answer.
  if (view.pause !== null) return handle(view);
  const questions = questionsFor(view, incoming).filter(({ key }) => !asked.includes(key));
  if (questions.length > 0) return ask(parts, call, view, incoming, questions);
  return handle(view);
}
