import type { YAMLParseError } from 'yaml';

/** What the parser says about one error. */
export type ParserError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** The parser's error in words of an author, with the remedy where there is a usual one. */
export function yamlSentence(error: ParserError, text: string): { message: string; hint?: string } {
  const line = lineAt(text, error.pos[0]);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'A tab is used for indentation here.', hint: 'YAML is indented with spaces.' };
    case 'BAD_SCALAR_START':
      return { message: `A value cannot start with "${text.charAt(error.pos[0])}".`, hint: 'Put the value in quotes.' };
    case 'BAD_DQ_ESCAPE':
      return {
        message: `"${text.slice(error.pos[0], error.pos[1] + 1)}" is no escape sequence of a text in double quotes.`,
        hint: 'Use single quotes, or write the backslash twice.',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedColon(line);
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BAD_INDENT':
      return {
        message: 'The indentation of this line fits no open mapping or list.',
        hint: 'Keys of one mapping stand in one column.',
      };
    case 'MISSING_CHAR':
      return { message: missingChar(error.message, line) };
    case 'UNEXPECTED_TOKEN':
      return { message: `This cannot follow what stands before it: ${quoteStart(text, error.pos[0])}.` };
    default:
      return { message: `${error.message.replace(/\.?\s*$/, '')}.` };
  }
}

/** A second `: ` on a line: often an expression with `? :`, which YAML takes for a key. */
function nestedColon(line: string): { message: string; hint: string } {
  if (line.includes('${{')) {
    return {
      message: 'This expression contains ": ", which YAML reads as a key.',
      hint: 'Put the whole value in quotes.',
    };
  }
  return {
    message: 'This value contains ": ", or the next line is indented too far.',
    hint: 'Put the value in quotes, or correct the indentation.',
  };
}

function missingChar(original: string, line: string): string {
  if (original.startsWith('Sequence item without'))
    return 'This line belongs to no item of the list and to no key above it.';
  if (original.includes('followed by map values')) return `A key must be followed by ":" in "${line.trim()}".`;
  if (original.includes('between flow')) return 'A "," is missing between two items.';
  return `${original.replace(/\.?\s*$/, '')}.`;
}

function quoteStart(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  const rest = text.slice(at, end === -1 ? undefined : end).trim();
  return `"${rest.length > 20 ? `${rest.slice(0, 20)}…` : rest}"`;
}

function lineAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(start, end === -1 ? undefined : end);
}
