import { DefaultFailureConverter } from '@temporalio/common';

/** For `encodesFailures`: loaded by its path into clients and workers, and bundled into the isolate of workers that have the setting. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
