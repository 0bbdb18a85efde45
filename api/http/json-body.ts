import { hideInText, parseJson, revealIntegers } from '../../plan/numbers/json-text.ts';
import type { HttpApp } from './app.ts';
import { HttpError } from './errors.ts';

/** Deeper than any input that a person or a program means. */
const MAX_DEPTH = 100;

/**
 * Takes JSON bodies only, in UTF-8, and none that could exhaust a stack. Empty is no body. The framework's parser, which looks out for
 * prototypes, reads texts in the place of integers that it would round.
 */
export function takeJsonBodies(app: HttpApp): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) {
      done(null, undefined);
      return;
    }
    const text = decode(bytes);
    const refusal = text === null ? NOT_UTF8 : isTooDeep(text) ? TOO_DEEP : null;
    if (text === null || refusal !== null) {
      done(refusal ?? NOT_UTF8);
      return;
    }
    const hidden = hideInText(text);
    void parse(request, hidden, (error, body) => {
      if (error === null) done(null, hidden === text ? body : revealIntegers(body));
      else done(new HttpError('malformed-json', sentence(text)));
    });
  });
}

const NOT_UTF8 = new HttpError('malformed-json', 'The body is not UTF-8.');
const TOO_DEEP = new HttpError('body-too-deep', `The body is nested deeper than ${MAX_DEPTH} levels.`);

/** The parser says the same of everything that it does not take. */
function sentence(text: string): string {
  try {
    parseJson(text);
    return 'The body has a key "__proto__" or "constructor", which is not taken.';
  } catch {
    return 'The body is not valid JSON.';
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** On the text, before anything is built from it. In JSON `[`, `{` and `]`, `}` differ by one bit, and by one from each other. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
