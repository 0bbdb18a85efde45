import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';

export interface DataConverterSettings {
  /** What turns payloads into other bytes on the way to Temporal, and back: encryption, compression. The first one is the outermost. */
  payloadCodecs?: PayloadCodec[];
  /**
   * Puts the messages and stack traces of failures into payloads, so that the codecs see them too. Temporal's own tools then show "Encoded
   * failure" where they have no codec server. Default: no.
   */
  encodesFailures?: boolean;
}

/**
 * Called once by each main, which hands the result to every client, worker and replayer: what one of them wrote with codecs, another one
 * without them cannot read.
 *
 * The settings reach codecs and the encoding of failures only. The payload converter itself is one module for everybody: Temporal loads it by its
 * path and bundles it into the workflows' isolate, where no setting of a main can reach. Codecs run outside of the isolate.
 */
export function createDataConverter({
  payloadCodecs = [],
  encodesFailures = false,
}: DataConverterSettings = {}): DataConverter {
  return {
    payloadConverterPath: built('payload-converter.js'),
    ...(payloadCodecs.length === 0 ? {} : { payloadCodecs }),
    ...(encodesFailures ? { failureConverterPath: built('failure-converter.js') } : {}),
  };
}

/** Temporal loads converters with `require`, which cannot read TypeScript: from sources the built module is used. */
function built(file: string): string {
  const folder = import.meta.url.endsWith('.ts') ? '../dist/workflows/' : './';
  return fileURLToPath(new URL(`${folder}${file}`, import.meta.url));
}
