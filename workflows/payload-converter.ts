import {
  BinaryPayloadConverter,
  CompositePayloadConverter,
  JsonPayloadConverter,
  UndefinedPayloadConverter,
  type Payload,
} from '@temporalio/common';
import { decode, encode } from '@temporalio/common/lib/encoding.js';
import { parseJson, stringifyJson } from '../plan/numbers/json-text.ts';

/** Temporal's `json/plain`, byte for byte what the SDK writes, with every integer exact: see plan/numbers/json-text.ts. */
class ExactJsonPayloadConverter extends JsonPayloadConverter {
  override toPayload(value: unknown): Payload | undefined {
    if (value === undefined) return undefined;
    let json: string;
    try {
      json = stringifyJson(value);
    } catch {
      // The composite then says that nothing can convert it.
      return undefined;
    }
    return { metadata: { encoding: encode(this.encodingType) }, data: encode(json) };
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the interface of Temporal's converters
  override fromPayload<T>(payload: Payload): T {
    // The base class says what is wrong with a payload that has no data.
    if (payload.data === undefined || payload.data === null) return super.fromPayload<T>(payload);
    return parseJson(decode(payload.data)) as T;
  }
}

/** The converter of every payload, loaded by workers and into the workflow bundle. One module, so that it can change in one place. */
export const payloadConverter = new CompositePayloadConverter(
  new UndefinedPayloadConverter(),
  new BinaryPayloadConverter(),
  new ExactJsonPayloadConverter(),
);
