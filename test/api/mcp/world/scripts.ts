import { OperationError } from '../../../../api/operations/errors.ts';
import type { ExecutionEvent } from '../../../../plan/events.ts';
import type { Json } from '../../../../plan/json.ts';
import type { Script } from './scripted-executions.ts';

const AT = '2026-11-21T08:00:01.000Z';

export function completedStep(path: string): ExecutionEvent {
  return { type: 'step_completed', at: AT, path };
}

export function closedWith(output: Json): ExecutionEvent {
  return { type: 'closed', at: AT, status: 'completed', output };
}

/** What the executions of the definitions do by themselves; `nightly` does nothing until a test says so. */
export const SCRIPTS: Record<string, Script> = {
  look_up: ({ planned, emit }) => {
    const { sku = null, note } = planned.input;
    emit(completedStep('stock'), closedWith({ sku, ...(note === undefined ? {} : { note }) }));
  },
  pay: ({ emit }) =>
    emit(
      completedStep('reserve'),
      {
        type: 'step_failed',
        at: AT,
        path: 'charge',
        outcome: 'no_effect',
        failure: { type: 'ToolFailed', message: 'The card was declined.' },
      },
      { type: 'compensated', at: AT, path: 'reserve' },
      {
        type: 'closed',
        at: AT,
        status: 'failed',
        failure: {
          type: 'SagaCompensated',
          message: 'The saga was undone.',
          step: 'charge',
          cause: { type: 'ToolFailed', message: 'The card was declined.' },
          compensated: ['reserve'],
          notCompensated: [],
        },
      },
    ),
  publish: (execution) => {
    const form = { type: 'object', required: ['comment'], properties: { comment: { type: 'string' } } };
    execution.emit({ type: 'step_waiting', at: AT, path: 'review', kind: 'approval', form, message: 'Publish it?' });
    execution.onAnswer = (verb, { form: filled }) => {
      const comment = filled === undefined ? undefined : (filled as Record<string, Json>)['comment'];
      if (verb === 'approve' && typeof comment !== 'string') {
        throw new OperationError('refused', 'The form does not fit: "comment" is missing.');
      }
      execution.emit(
        completedStep('review'),
        closedWith({ review: { approved: verb === 'approve', by: null, at: AT, form: filled ?? null } }),
      );
    };
  },
};
