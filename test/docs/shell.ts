/** One program with its words, as a shell would start it. */
export interface ShellCommand {
  /** Lines after the first one of the text, counted from 0. */
  line: number;
  /** `NAME=value` before the program. */
  environment: Record<string, string>;
  words: string[];
}

/** A `$ …` of a console with what it printed. */
export interface Typed {
  line: number;
  command: string;
  output: string;
}

type Token = { kind: 'word'; text: string; line: number } | { kind: 'end' } | { kind: 'redirect' };

/**
 * The programs that a piece of shell starts, in the order of the text: enough of a shell for documentation, which has quotes, comments,
 * pipes, redirections and lines that go on. `<id>` and `…` are words like others. Throws for what has no end.
 */
export function readShell(text: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let current: ShellCommand | null = null;
  let isRedirected = false;
  for (const token of tokensOf(text)) {
    if (token.kind === 'end') current = null;
    else if (token.kind === 'redirect') isRedirected = true;
    else if (isRedirected) isRedirected = false;
    else {
      if (current === null) {
        current = { line: token.line, environment: {}, words: [] };
        commands.push(current);
      }
      const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(token.text) ?? [];
      if (current.words.length === 0 && name !== undefined) current.environment[name] = value ?? '';
      else current.words.push(token.text);
    }
  }
  return commands.filter(({ words }) => words.length > 0);
}

/** What a console shows: lines after `$ ` are typed, with those that a `\` or an open quote makes part of them; the others are printed. */
export function readConsole(text: string): Typed[] {
  const typed: Typed[] = [];
  for (const [line, content] of text.split('\n').entries()) {
    const last = typed.at(-1);
    if (content.startsWith('$ ')) typed.push({ line, command: content.slice(2), output: '' });
    else if (last !== undefined && last.output === '' && goesOn(last.command)) last.command += `\n${content}`;
    else if (last !== undefined) last.output += `${content}\n`;
  }
  return typed;
}

function goesOn(command: string): boolean {
  if (command.endsWith('\\')) return true;
  try {
    readShell(command);
    return false;
  } catch {
    return true;
  }
}

const SPACE = /^[ \t]+|^\\\n/;
const COMMENT = /^#[^\n]*/;
const END = /^(\n|&&|\|\||[|;&])/;
const REDIRECT = /^[0-9]?(>>|>&|>|<(?![^\s<>]))/;
/** A placeholder, a quoted text, an escaped character, `$(…)`, or anything else that does not end a word. */
const PART = /^(<[^\s<>][^<>\n]*>|'[^']*'|"(?:[^"\\]|\\.|\\\n)*"|\$\([^()]*\)|\\.|[^\s'"|;&<>\\])/;

function* tokensOf(text: string): Generator<Token> {
  let rest = text;
  const lineOf = (): number => text.slice(0, text.length - rest.length).split('\n').length - 1;
  const take = (pattern: RegExp): string | null => {
    const [found = null] = pattern.exec(rest) ?? [];
    if (found !== null) rest = rest.slice(found.length);
    return found;
  };
  while (rest !== '') {
    if (take(SPACE) !== null || take(COMMENT) !== null) continue;
    if (take(END) !== null) yield { kind: 'end' };
    else if (take(REDIRECT) !== null) yield { kind: 'redirect' };
    else {
      const line = lineOf();
      let word: string | null = null;
      for (let part = take(PART); part !== null; part = take(PART)) word = `${word ?? ''}${unquoted(part)}`;
      if (word === null) throw new Error(`This is no shell, from line ${line + 1}: ${rest.slice(0, 40)}`);
      yield { kind: 'word', text: word, line };
    }
  }
}

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"')) return part.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  return part.startsWith('\\') ? part.slice(1) : part;
}
