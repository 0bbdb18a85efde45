import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** The server named a content coding that we do not know. */
export class CodingError extends Error {}

/** Undoes a content coding. What was written so far comes out at once, so that events are not held back. */
export function decoded(body: Readable, coding: string | undefined): Readable {
  if (coding === undefined || coding === '' || coding === 'identity') return body;
  let current = body;
  for (const name of coding.split(',').reverse()) {
    const decoder = decoderOf(name.trim().toLowerCase());
    if (decoder === undefined) {
      current.on('error', () => undefined).destroy();
      throw new CodingError(`The server answered with the content coding "${name.trim()}", for which nobody asked.`);
    }
    // Errors of either are the decoder's, from where they are read.
    current = pipeline(current, decoder, () => undefined);
  }
  return current;
}

/** Whether an error says that a body is not of the coding that its server named. */
export function isOfCoding(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(Z_|ERR__|ERR_BROTLI)/.test(String(error.code));
}

function decoderOf(name: string): ReturnType<typeof createGunzip> | undefined {
  const options = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(options);
    case 'deflate':
      return createInflate(options);
    case 'br':
      return createBrotliDecompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      return undefined;
  }
}
