import type { FactBody } from '../fact.ts';
import type { Decoder, HistoryEvent } from './decoder.ts';

/** Timers, and what people and other systems said to the execution. */
export async function decodeWait(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const timer = event.timerStartedEventAttributes;
  if (timer) return { kind: 'timer_started', timerId: timer.timerId ?? '', label: await decoder.summary(event) };
  const fired = event.timerFiredEventAttributes;
  if (fired) return { kind: 'timer_fired', timerId: fired.timerId ?? '' };
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) {
    return { kind: 'signaled', name: signal.signalName ?? '', argument: await decoder.first(signal.input) };
  }
  if (event.workflowExecutionCancelRequestedEventAttributes) return { kind: 'cancel_requested' };
  return decodeUpdate(event, decoder);
}

async function decodeUpdate(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const admitted = event.workflowExecutionUpdateAdmittedEventAttributes?.request;
  if (admitted) {
    const { meta, input } = admitted;
    const argument = await decoder.first(input?.args);
    return { kind: 'update_admitted', updateId: meta?.updateId ?? '', name: input?.name ?? '', argument };
  }
  const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
  if (!accepted) return null;
  const { protocolInstanceId, acceptedRequest } = accepted;
  const updateId = acceptedRequest?.meta?.updateId ?? protocolInstanceId ?? '';
  const argument = await decoder.first(acceptedRequest?.input?.args);
  return { kind: 'update_accepted', updateId, name: acceptedRequest?.input?.name ?? null, argument };
}
