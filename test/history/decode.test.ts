import { defaultFailureConverter, defaultPayloadConverter, type LoadedDataConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { decodeEvent } from '../../history/decode/decode-event.ts';
import type { HistoryEvent } from '../../history/decode/decoder.ts';
import { reportChildFailure } from '../../workflows/report-failure.ts';

const converter: LoadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

const decode = (event: HistoryEvent) => decodeEvent(event, converter, { readsRequests: false });

it('a child that is canceled with its parent leaves no command that is not ours', async () => {
  const workflowExecution = { workflowId: 'parent~kid@0', runId: 'r' };
  const asked: HistoryEvent = { requestCancelExternalWorkflowExecutionInitiatedEventAttributes: { workflowExecution } };
  expect(await decode(asked)).toBeNull();
  expect(await decode({ externalWorkflowExecutionCancelRequestedEventAttributes: { workflowExecution } })).toBeNull();
});

it.each([
  ['a signal to another execution', { signalExternalWorkflowExecutionInitiatedEventAttributes: {} }],
  ['a Nexus operation', { nexusOperationScheduledEventAttributes: {} }],
  ['marker "of somebody"', { markerRecordedEventAttributes: { markerName: 'of somebody' } }],
] as [string, HistoryEvent][])('%s is no command of ours', async (name, event) => {
  expect(await decode(event)).toMatchObject({ kind: 'unknown_command', name });
});

it('a terminated child reads as in its parent', async () => {
  const workflowType = { name: 'kid' };
  const found = await decode({ childWorkflowExecutionTerminatedEventAttributes: { workflowType } });
  if (found?.kind !== 'child_failed') throw new Error('It is the end of a child.');
  expect(found.end).toBe('unclear');
  expect(reportChildFailure(found.error).failure).toEqual({
    type: 'ChildFailed',
    message: 'ChildFailed: kid: Terminated',
  });
});
