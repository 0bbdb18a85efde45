import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Validator } from '@cfworker/json-schema';
import { parse } from 'yaml';
import type { z } from 'zod';
import { failed } from '../../api/mcp/answers/failed.ts';
import { handle } from '../../api/mcp/answers/handle.ts';
import { pagedExecution } from '../../api/rest/schemas/execution.ts';
import { stepData } from '../../api/rest/schemas/data.ts';
import { problem } from '../../api/rest/schemas/problem.ts';
import { startBody } from '../../api/rest/schemas/start.ts';
import { decisionBody } from '../../api/rest/schemas/tell.ts';
import type { Json } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { viewOf } from '../api/http/scripted-operations.ts';
import { repository } from '../cli/support/test-context.ts';
import { valueOf } from '../plan/expressions/support.ts';
import { complaints, inputOf, platformComplaints } from './compiled.ts';
import { BLOCKS, marked, placeOf } from './pages.ts';
import type { Block } from './pages.ts';
import { readConsole, readShell } from './shell.ts';

/** What is wrong with a block; nothing when it is true. */
type Check = (block: Block) => string[];

/**
 * Every kind of fenced block that a page may have: its language, and the mark behind it. `shown` says that nobody can check it here.
 * What `run`, `output` and `file=…` ask for is done by the test that runs whole pages.
 */
export const KINDS: Readonly<Record<string, Check>> = {
  'yaml definition': (block) => complaints(block, block.text),
  'yaml steps': (block) => complaints(block, `saga_definition:\n  name: example\n  steps:\n${indented(block.text, 4)}`),
  'yaml keys': (block) => complaints(block, withKeys(block.text)),
  'yaml platform': platformComplaints,
  'json platform': platformComplaints,
  'json input': checkInput,
  'json execution': fits(pagedExecution.strict()),
  'json step': fits(stepData.strict()),
  'json problem': fits(problem.strict()),
  'json start': fits(startBody),
  'json decision': fits(decisionBody),
  'json handle': (block) => hasMembersOf(block, handle(viewOf({})).structuredContent),
  'json failure': (block) => hasMembersOf(block, failed(viewOf({})).structuredContent),
  sh: checkShell,
  'sh run': checkShell,
  console: checkConsole,
  'console run': checkConsole,
  text: () => [],
  'text output': () => [],
  'text expressions': checkExpressions,
  'ts shown': () => [],
  'dockerfile shown': () => [],
};

/** What may be said of a block of any kind: where its text stands too, which file it is, what is wrong with it on purpose. */
const EXTRAS = ['copy', 'error', 'file', 'input', 'replace', 'warning'];

export function kindOf({ language, marks }: Block): string {
  const [first] = marks;
  const kind = first?.replace(/=.*$/s, '');
  return kind === undefined || (first?.includes('=') === true && kind !== 'input') ? language : `${language} ${kind}`;
}

/** A sentence when nobody knows what the block is, so that it would stand there unchecked. */
export function markComplaint(block: Block): string | null {
  const kinds = Object.keys(KINDS);
  if (!kinds.includes(kindOf(block))) {
    const known = kinds.map((kind) => `"${kind}"`).join(', ');
    return `${placeOf(block)}: "${[block.language, ...block.marks].join(' ')}" does not say how this block is checked. Write one of these behind its \`\`\`: ${known}. "text" is what is only shown.`;
  }
  const extras = block.marks.filter((mark) => mark.includes('=')).map((mark) => mark.replace(/=.*$/s, ''));
  const unknown = extras.filter((name) => !EXTRAS.includes(name));
  return unknown.length === 0 ? null : `${placeOf(block)}: nothing obeys the mark "${unknown.join('", "')}".`;
}

/** What the block itself says, and that a copy is one. */
export function checkBlock(block: Block): string[] {
  const found = KINDS[kindOf(block)]?.(block) ?? [];
  return [...found, ...marked(block, 'copy').flatMap((path) => notCopied(block, path))];
}

/** Of another page: an example that is checked there, word for word. Of a file: the same YAML. */
function notCopied(block: Block, path: string): string[] {
  const isCopy = path.endsWith('.md')
    ? textsOf(path).some((text) => text.includes(block.text))
    : isDeepStrictEqual(parse(readFileSync(join(repository, path), 'utf8')), parse(block.text));
  return isCopy ? [] : [`This is not what stands in ${path}.`];
}

function textsOf(page: string): string[] {
  return BLOCKS.filter((block) => block.page === page && block.marks.length > 0).map(({ text }) => text);
}

/** A block with some keys of a definition becomes a whole file; any input fits it. */
function withKeys(text: string): string {
  const step = 'input: { type: object }\n  steps:\n    - name: rest\n      sleep: 1s\n';
  const isTop = text.startsWith('orchestration:');
  const top = isTop ? text : '';
  const inner = isTop ? '' : indented(text, 2);
  return `${top}workflow_definition:\n  name: example\n${inner}  ${step}`;
}

function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

function fits(schema: z.ZodType): Check {
  return ({ text }) => {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? [] : result.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  };
}

function checkInput(block: Block): string[] {
  const [definition = ''] = marked(block, 'input');
  const schema = inputOf(block.page, definition);
  if (schema === null) return [`The page shows no definition "${definition}" that compiles.`];
  const { errors } = new Validator(schema, '2020-12').validate(JSON.parse(block.text));
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

/** A document has exactly the members that the code gives. */
function hasMembersOf({ text }: Block, given: unknown): string[] {
  const shown = Object.keys(JSON.parse(text) as object);
  const real = Object.keys(given ?? {});
  return [
    ...real.filter((name) => !shown.includes(name)).map((name) => `"${name}" is not shown.`),
    ...shown.filter((name) => !real.includes(name)).map((name) => `"${name}" is never there.`),
  ];
}

function checkShell({ text }: Block): string[] {
  return readShell(text).length === 0 ? ['There is no command.'] : [];
}

function checkConsole({ text }: Block): string[] {
  const typed = readConsole(text);
  if (!text.startsWith('$ ')) return ['It does not begin with a command, "$ …".'];
  return typed.flatMap(({ command }) => checkShell({ text: command } as Block));
}

/** Lines `expression → value`; a value that does not exist is written `error`. */
function checkExpressions({ text }: Block): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const [, source = '', value = ''] = /^(.*\S)\s+→ (.*)$/.exec(line) ?? [];
    if (source === '') return [`This is no "expression → value": ${line}`];
    const found = written(source);
    return found === value ? [] : [`${source} is ${found}, not ${value}`];
  });
}

function written(source: string): string {
  try {
    return spaced(valueOf(source));
  } catch {
    return 'error';
  }
}

/** JSON as the pages write it: with a space behind commas and colons. */
function spaced(value: Json): string {
  return stringifyJson(value, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) | ([\]}])/g, '$1$2');
}
