import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';

// Temporal loads the converter with `require`, which cannot read TypeScript: from sources the built module is used.
const built = import.meta.url.endsWith('.ts') ? '../dist/workflows/payload-converter.js' : './payload-converter.js';

/** Given to every client, worker, replayer and bundle, so that encryption can be switched on later without a second path. */
export const dataConverter: DataConverter = {
  payloadConverterPath: fileURLToPath(new URL(built, import.meta.url)),
};
