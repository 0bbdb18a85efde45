import { defaultPayloadConverter } from '@temporalio/common';

/** The converter of every payload, loaded by workers and into the workflow bundle. One module, so that it can change in one place. */
export const payloadConverter = defaultPayloadConverter;
