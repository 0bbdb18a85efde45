import type { CST } from 'yaml';
import type { LineIndex } from '../../diagnostics/line-index.ts';
import { flatTokens } from '../yaml/flat-tokens.ts';
import type { Problem } from '../report.ts';
import { yamlSentence } from '../words/yaml-sentences.ts';
import type { ParserError } from '../words/yaml-sentences.ts';

interface ParsedText {
  text: string;
  tokens: readonly CST.Token[];
  errors: readonly ParserError[];
  lines: LineIndex;
}

/**
 * The text is no YAML. The first cause is what people must see: an unquoted expression inside `{ … }` or `[ … ]`, then what is
 * never closed, reported where it opens; what the parser stumbles over afterwards is left out.
 */
export function yamlSyntax(parsed: ParsedText): Problem[] {
  if (parsed.errors.length === 0) return [];
  const tokens = flatTokens(parsed.tokens);
  // A quote swallows the bracket that would have closed what is around it.
  const [opened] = [...unclosedQuotes(parsed, tokens), ...unclosedBrackets(parsed, tokens)];
  // Its braces also leave the collection around it open.
  const first = unquotedExpression(parsed, tokens) ?? opened;
  const others = parserErrors(parsed).filter((error) => first === undefined || error.at < first.lineStart);
  return [...others, ...(first === undefined ? [] : [first])].map(({ problem }) => problem);
}

interface Cause {
  at: number;
  lineStart: number;
  problem: Problem;
}

function cause({ text, lines }: ParsedText, at: number, end: number, message: string, hint?: string): Cause {
  const problem: Problem = { code: 'yaml-syntax', message, path: [], range: lines.range(at, end), hint };
  return { at, lineStart: text.lastIndexOf('\n', at - 1) + 1, problem };
}

/** `{ id: ${{ input.id }} }`: in a flow collection `{` and `}` belong to YAML. The parser sees a scalar that ends in `$`. */
function unquotedExpression(parsed: ParsedText, tokens: readonly CST.Token[]): Cause | null {
  const { text } = parsed;
  for (const token of tokens) {
    if (token.type !== 'scalar' || !token.source.endsWith('$')) continue;
    const at = token.offset + token.source.length - 1;
    if (!text.startsWith('${{', at)) continue;
    const close = text.indexOf('}}', at);
    const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
    const end = close === -1 || close > lineEnd ? lineEnd : close + 2;
    const written = text.slice(at, end);
    const quoted = written.includes('"') ? `'${written}'` : `"${written}"`;
    const message = `The expression ${written} stands inside { … } or [ … ] and must be quoted there.`;
    return cause(parsed, at, end, message, `Write ${quoted}.`);
  }
  return null;
}

function unclosedQuotes(parsed: ParsedText, tokens: readonly CST.Token[]): Cause[] {
  return tokens.flatMap((token) => {
    if (token.type !== 'single-quoted-scalar' && token.type !== 'double-quoted-scalar') return [];
    const quote = token.source.charAt(0);
    if (token.source.length > 1 && token.source.endsWith(quote) && !openAfterAll(token.source, quote)) return [];
    const message = 'The quote that opens here is never closed.';
    return [cause(parsed, token.offset, token.offset + 1, message, `Add the missing ${quote}.`)];
  });
}

function unclosedBrackets(parsed: ParsedText, tokens: readonly CST.Token[]): Cause[] {
  return tokens.flatMap((token) => {
    if (token.type !== 'flow-collection') return [];
    const { source: opener, offset } = token.start;
    const closer = opener === '{' ? '}' : ']';
    if (token.end.some((end) => end.source === closer)) return [];
    const message = `This "${opener}" is never closed.`;
    return [cause(parsed, offset, offset + 1, message, `Add the missing "${closer}".`)];
  });
}

/** `"a\"` and `'a''` end with a quote that is text. */
function openAfterAll(source: string, quote: string): boolean {
  const body = source.slice(1);
  return quote === '"' ? /(?:^|[^\\])(?:\\\\)*\\"$/.test(body) : /(?:^|[^'])(?:'')+$/.test(body);
}

/** Errors after which the parser still knows where it is. After one of any other kind, what it reports next means nothing. */
const INDEPENDENT = new Set([
  'TAB_AS_INDENT',
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_ALIAS',
]);

function parserErrors(parsed: ParsedText): Cause[] {
  const seenLines = new Set<number>();
  const causes: Cause[] = [];
  let lost = false;
  for (const error of [...parsed.errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const line = parsed.lines.position(error.pos[0]).line;
    if (lost || seenLines.has(line)) continue;
    seenLines.add(line);
    lost = !INDEPENDENT.has(error.code);
    const { message, hint } = yamlSentence(error, parsed.text);
    const at = error.pos[0] + leadingSpaces(parsed.text, error.pos[0]);
    causes.push(cause(parsed, at, Math.max(error.pos[1], at + 1), message, hint));
  }
  return causes;
}

function leadingSpaces(text: string, at: number): number {
  return /^ */.exec(text.slice(at, at + 200))?.[0].length ?? 0;
}
