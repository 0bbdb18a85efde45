import { inputRequired } from '@modelcontextprotocol/server';
import type { InputRequest, InputRequiredResult } from '@modelcontextprotocol/server';
import type { ExecutionView } from '../../../plan/view.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import type { DefinitionCall } from '../tools/call-definition.ts';
import { digestOf, sealQuestion } from './question-state.ts';
import type { OpenQuestion } from './questions-for.ts';

/** Lets the client put the questions to a person, and call again with the answers. `why` says what was wrong with the last ones. */
export function ask(
  { seal, settings }: FacadeParts,
  call: DefinitionCall,
  { id: executionId, runId }: ExecutionView,
  { caller }: Incoming,
  questions: readonly OpenQuestion[],
  why?: string,
): InputRequiredResult {
  const question = { executionId, runId, callDigest: digestOf(call) };
  return inputRequired({
    inputRequests: Object.fromEntries(questions.map((open) => [open.key, elicitation(open, why)])),
    requestState: sealQuestion(seal, caller, question, settings.questionTtlMs),
  });
}

/** The request that a client shows as a form. */
export function elicitation({ message, form }: OpenQuestion, why?: string): InputRequest {
  const said = why === undefined ? message : `${why}\n\n${message}`;
  return inputRequired.elicit({ mode: 'form', message: said, requestedSchema: form.schema });
}
