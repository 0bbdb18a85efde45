import { ApplicationFailure, CancelledFailure, TimeoutFailure, type LoadedDataConverter } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeMapFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { FailureView } from '../../plan/view.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payload = temporal.api.common.v1.IPayload | null | undefined;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;
type PayloadMap = Record<string, temporal.api.common.v1.IPayload> | null | undefined;
type Failure = temporal.api.failure.v1.IFailure | null | undefined;

/** Payloads and failures of a history as plain values, through the converter that wrote them. */
export interface Decoder {
  values(payloads: Payloads): Promise<(Json | undefined)[]>;
  first(payloads: Payloads): Promise<Json | undefined>;
  one(payload: Payload): Promise<Json | undefined>;
  map(fields: PayloadMap): Promise<JsonObject>;
  /** The text that people see beside the event; null when it has none. */
  summary(event: HistoryEvent): Promise<string | null>;
  error(failure: Failure): Promise<Error>;
}

export function createDecoder(converter: LoadedDataConverter): Decoder {
  const values = async (payloads: Payloads): Promise<(Json | undefined)[]> =>
    (await decodeArrayFromPayloads(converter, payloads?.payloads)) as (Json | undefined)[];
  const one = async (payload: Payload): Promise<Json | undefined> =>
    payload == null ? undefined : (await values({ payloads: [payload] }))[0];
  return {
    values,
    one,
    first: async (payloads) => (await values(payloads))[0],
    map: async (fields) => ((await decodeMapFromPayloads(converter, fields ?? {})) ?? {}) as JsonObject,
    summary: async (event) => {
      const text = await one(event.userMetadata?.summary);
      return typeof text === 'string' ? text : null;
    },
    error: async (failure) =>
      (await decodeOptionalFailureToOptionalError(converter, failure)) ?? new Error('It failed without saying why.'),
  };
}

/** What people are told of an error, and the first of its details. */
export function describeError(error: Error): { failure: FailureView; details: Json } {
  if (error instanceof ApplicationFailure) {
    const failure = { type: error.type ?? 'Failure', message: error.message };
    return { failure, details: (error.details?.[0] ?? null) as Json };
  }
  if (error instanceof TimeoutFailure) {
    const message = `The worker gave no answer in time (${error.timeoutType}).`;
    return { failure: { type: 'CallTimedOut', message }, details: null };
  }
  const type = error instanceof CancelledFailure ? 'Canceled' : 'CallFailed';
  return { failure: { type, message: error.message }, details: null };
}

/** Ids of events are 64-bit integers on the wire; a history has at most some ten thousand. */
export function idOf(id: { toString(): string } | number | null | undefined): number {
  return id == null ? 0 : Number(id.toString());
}
