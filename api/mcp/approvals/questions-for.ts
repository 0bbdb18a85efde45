import type { ExecutionView } from '../../../plan/view.ts';
import { mayDecide } from '../../operations/caller.ts';
import type { Incoming } from '../protocol/incoming.ts';
import { formOf } from './form.ts';
import type { Form } from './form.ts';

/** An approval as it is put to a person. */
export interface OpenQuestion {
  /** What its answer is found by: the step, which waits once in a run. */
  key: string;
  step: string;
  /** The execution that waits: a child of the one that was asked about, or itself. */
  executionId: string;
  message: string;
  form: Form;
}

/**
 * The waiting approvals that this client can show and its user may answer. Who started an execution does not approve it, so is not
 * asked either; a form that no client can show is left to `approval_decide`.
 */
export function questionsFor(
  view: ExecutionView,
  { caller, canAsk }: Pick<Incoming, 'caller' | 'canAsk'>,
): OpenQuestion[] {
  const isRequester = caller.principal !== null && caller.principal === view.startedBy;
  if (!canAsk || isRequester || !mayDecide(caller)) return [];
  return view.waitingFor
    .filter(({ kind }) => kind === 'approval')
    .flatMap(({ step, executionId = view.id, message, form: asked }): OpenQuestion[] => {
      const form = formOf(asked);
      const text = `${message}\n\nApproval "${step}" of ${executionId}`;
      const key = executionId === view.id ? step : `${executionId}:${step}`;
      return form === null ? [] : [{ key, step, executionId, message: text, form }];
    });
}
