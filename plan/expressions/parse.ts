import type { Expression } from './ast.ts';
import type { ExpressionProblem } from './errors.ts';
import { lex } from './parsing/lexer.ts';
import type { Token } from './parsing/token.ts';
import { MAX_SOURCE_LENGTH } from './limits.ts';
import { createParser } from './parsing/parser.ts';
import { parseConditional } from './parsing/parse-operators.ts';
import { problemOf, SyntaxFault } from './syntax-fault.ts';

export type ParseResult = { ok: true; expression: Expression } | { ok: false; problems: ExpressionProblem[] };

/** Reads one expression without its `${{` and `}}`. Never throws; problems count from the start of `source`. */
export function parseExpression(source: string): ParseResult {
  return guarded(() => parseTokens(source, lex(source, 0, false)));
}

/** Reads the expression that begins after the `${{` at `open`; `end` follows the closing `}}`. */
export function parseEmbedded(text: string, open: number): { result: ParseResult; end: number } {
  let end = text.length;
  const result = guarded(() => {
    const tokens = lex(text, open + '${{'.length, true);
    end = tokens.at(-1)?.end ?? end;
    return parseTokens(text, tokens);
  });
  return { result, end };
}

function parseTokens(text: string, tokens: Token[]): ParseResult {
  const start = tokens[0]?.at ?? 0;
  const end = tokens.at(-2)?.end ?? start;
  if (end - start > MAX_SOURCE_LENGTH) {
    throw new SyntaxFault(
      `An expression has at most ${MAX_SOURCE_LENGTH} characters; this one has ${end - start}.`,
      start,
      end,
    );
  }
  const parser = createParser(tokens, start, parseConditional);
  if (parser.peek().kind === 'end') throw new SyntaxFault('The expression is empty.', start, parser.peek().end);
  const root = parser.expression();
  if (parser.peek().kind !== 'end') throw parser.unexpected('the end of the expression');
  if (parser.problems.length > 0) return { ok: false, problems: parser.problems };
  return { ok: true, expression: { source: text.slice(start, end), start, root } };
}

function guarded(read: () => ParseResult): ParseResult {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxFault) return { ok: false, problems: [problemOf(error)] };
    throw error;
  }
}
