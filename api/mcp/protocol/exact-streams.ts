import { pipeline, Transform, Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { hideInText, showInText } from '../../../plan/numbers/json-text.ts';
import { changeLines } from './lines.ts';

/** What a client writes, as the protocol package can read it without rounding: see exact.ts. Ends with `input`. */
export function hiddenInput(input: Readable): Readable {
  const lines = changeLines(hideInText);
  const hidden = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, lines.push(chunk));
    },
    flush(done) {
      done(null, lines.end());
    },
  });
  return pipeline(input, hidden, () => undefined);
}

/** Where the package writes one message at a time; `output` gets it with all digits. */
export function shownOutput(output: Writable): Writable {
  const shown = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      output.write(showInText(String(chunk)), done);
    },
  });
  output.on('error', (error) => shown.destroy(error));
  return shown;
}
