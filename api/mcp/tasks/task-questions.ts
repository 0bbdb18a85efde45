import type { ExecutionView } from '../../../plan/view.ts';
import { questionsFor } from '../approvals/questions-for.ts';
import type { OpenQuestion } from '../approvals/questions-for.ts';
import type { Incoming } from '../protocol/incoming.ts';

/**
 * The open questions of a task. No key may come twice in a task's life, and a step can wait again when the execution goes on as
 * another run, so the run is part of the key. Times would not do: a live worker and the history may tell them differently.
 */
export function taskQuestions(view: ExecutionView, incoming: Pick<Incoming, 'caller' | 'canAsk'>): OpenQuestion[] {
  return questionsFor(view, incoming).map((open) => ({ ...open, key: `${open.key}:${view.runId}` }));
}
