import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { limits } from '../../limits.ts';

/** More came than one message may have. */
export class TooLargeError extends Error {
  constructor() {
    super(`The server answered with more than ${limits.messageBytes} bytes, the most one message may have.`);
  }
}

/** How long, and for how many bytes, an answer that nobody needs may go on so that its connection can be used again. */
const remainder = { ms: 1_000, bytes: 64 * 1024 };

/** Gives `take` all there is, piece by piece, until the end or until it says that it has enough. */
export function readPieces(body: Readable, take: (piece: Buffer) => 'more' | 'enough'): Promise<void> {
  return new Promise((resolve, reject) => {
    const onPiece = (piece: Buffer): void => {
      try {
        if (take(piece) === 'more') return;
        body.off('data', onPiece);
        resolve();
      } catch (error) {
        body.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    body.on('data', onPiece);
    body.once('end', resolve);
    body.on('error', reject);
    // A body that was destroyed before anybody listened.
    body.once('close', () => {
      if (!body.readableEnded) reject(body.errored ?? new Error('the answer was cut off'));
    });
  });
}

/**
 * The whole of a body that may have as many bytes as a message. Some servers do not end a body: when nothing came for a while, `isWhole` says
 * whether what is there will do.
 */
export async function readAll(body: Readable, isWhole: (soFar: Buffer) => boolean): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let quiet: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const onQuiet = (): void => {
      if (isWhole(Buffer.concat(pieces))) resolve();
    };
    const reading = readPieces(body, (piece) => {
      clearTimeout(quiet);
      bytes += piece.length;
      if (bytes > limits.messageBytes) throw new TooLargeError();
      pieces.push(piece);
      quiet = setTimeout(onQuiet, remainder.ms).unref();
      return 'more';
    });
    reading.then(resolve, reject);
  }).finally(() => {
    clearTimeout(quiet);
  });
  if (!body.readableEnded) body.destroy();
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}

/** The start of a text that only helps people; as much of it as could be read in the time that an answer nobody needs may take. */
export async function readStart(body: Readable, bytesWanted: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const patience = setTimeout(() => void body.destroy(), remainder.ms).unref();
  const reading = readPieces(body, (piece) => {
    pieces.push(piece);
    bytes += piece.length;
    return bytes < bytesWanted ? 'more' : 'enough';
  });
  await reading.catch(() => undefined);
  clearTimeout(patience);
  if (!body.readableEnded) discard(body);
  return Buffer.concat(pieces).subarray(0, bytesWanted);
}

/** Lets an answer end that nobody needs any more, and closes its connection when it does not. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  if (body.readableEnded || body.destroyed) return;
  let bytes = 0;
  const stop = (): void => void body.destroy();
  const timer = setTimeout(stop, remainder.ms);
  timer.unref();
  body.once('close', () => {
    clearTimeout(timer);
  });
  body.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > remainder.bytes) stop();
  });
  body.resume();
}

/** Text in the charset that was named, else UTF-8; without a byte order mark. */
export function textOf(bytes: Buffer, charset: string | undefined): string {
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    const isBigEndian = charset === 'utf-16' && bytes[0] === 0xfe && bytes[1] === 0xff;
    const decoder = decoderFor(isBigEndian ? 'utf-16be' : charset);
    if (decoder !== undefined) return decoder.decode(bytes);
  }
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function decoderFor(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
