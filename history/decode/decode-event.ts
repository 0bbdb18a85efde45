import type { LoadedDataConverter } from '@temporalio/common';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Fact, FactBody } from '../fact.ts';
import { decodeCall } from './decode-call.ts';
import { decodeChild } from './decode-child.ts';
import { decodeRun } from './decode-run.ts';
import { decodeWait } from './decode-wait.ts';
import { createDecoder, idOf, type Decoder, type HistoryEvent } from './decoder.ts';

export interface DecodeOptions {
  /** Whether to read what calls were asked: long, and needed by whoever reads what other runs did. */
  readsRequests: boolean;
}

/** The one decoder of histories: what an event says, or null for the many that say nothing. */
export async function decodeEvent(
  event: HistoryEvent,
  converter: LoadedDataConverter,
  options: DecodeOptions,
): Promise<Fact | null> {
  const body = await decodeBody(event, createDecoder(converter), options);
  if (body === null) return null;
  return { eventId: idOf(event.eventId), at: optionalTsToDate(event.eventTime)?.getTime() ?? 0, ...body };
}

async function decodeBody(event: HistoryEvent, decoder: Decoder, options: DecodeOptions): Promise<FactBody | null> {
  return (
    (await decodeCall(event, decoder, options)) ??
    (await decodeRun(event, decoder)) ??
    (await decodeWait(event, decoder)) ??
    (await decodeChild(event, decoder, options)) ??
    unknownCommand(event)
  );
}

/** Commands that our workflows never give. A cancel of another execution is not among them: so Temporal records that of a child. */
function unknownCommand(event: HistoryEvent): FactBody | null {
  if (event.nexusOperationScheduledEventAttributes) return { kind: 'unknown_command', name: 'a Nexus operation' };
  if (event.signalExternalWorkflowExecutionInitiatedEventAttributes)
    return { kind: 'unknown_command', name: 'a signal to another execution' };
  return null;
}
