import type { z } from 'zod';
import type { Json } from '../../plan/json.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Places } from './places.ts';
import type { Problem } from './report.ts';
import { chooseBranch, isNumberIssue } from './choose-branch.ts';
import { badChoice, badKey, badValue } from './rules/bad-value.ts';
import { missingKey } from './rules/missing-key.ts';
import { unknownKey } from './rules/unknown-key.ts';
import { wrongType } from './rules/wrong-type.ts';

export type Shaped<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

type Issue = z.core.$ZodIssue;

/** Checks plain JSON against a schema of the language and puts what is wrong into the words of the rules. `root` leads to `value`. */
export function checkShape<T>(schema: z.ZodType<T>, value: Json, root: Path, places: Places): Shaped<T> {
  const result = schema.safeParse(value, { error: knownKeys });
  if (result.success) return { ok: true, value: result.data };
  const context: Context = { value, root, places };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], context)) };
}

interface Context {
  value: Json;
  root: Path;
  places: Places;
}

/**
 * Messages of issues are not sentences here but facts for the rules: what the value must be (from the schema's own `error`), and
 * for an unknown key the keys that exist. Without either it is empty, never the package's own text.
 */
function knownKeys(issue: z.core.$ZodRawIssue): string {
  const schema = issue.inst;
  if (issue.code !== 'unrecognized_keys' || schema === undefined) return '';
  const definition = schema._zod.def;
  const shape = 'shape' in definition ? definition.shape : undefined;
  return typeof shape === 'object' && shape !== null ? Object.keys(shape).join(' ') : '';
}

function problemsOf(issue: Issue, prefix: Path, context: Context): Problem[] {
  const inside = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const path = [...context.root, ...inside];
  const value = valueAt(context.value, inside);
  if (value === undefined && issue.code !== 'invalid_key' && issue.code !== 'unrecognized_keys') {
    return [missingKey(path.slice(0, -1), String(path.at(-1)), context.places)];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, issue.message.split(' ').filter(Boolean), context.places));
    case 'invalid_key':
      return [badKey(path, issue.issues[0]?.message ?? 'a name', context.places)];
    case 'invalid_union':
      return unionProblems(issue, inside, path, value, context);
    case 'invalid_type':
      if (isNumberIssue(issue, value)) return [badValue(path, value, issue.message || SAFE, context.places)];
      return [wrongType(path, value, issue.message || typeWords(issue.expected), context.places)];
    case 'invalid_value':
      return [invalidValue(issue, path, value, context)];
    default:
      return [badValue(path, value, issue.message, context.places)];
  }
}

const SAFE = 'a number of at most 2^53 - 1';

function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  inside: Path,
  path: Path,
  value: Json | undefined,
  context: Context,
): Problem[] {
  const branch = chooseBranch(issue.errors, value);
  if (branch.kind === 'fits') return branch.issues.flatMap((inner) => problemsOf(inner, inside, context));
  const words = [...new Set(branch.expected.map((inner) => expectedWords(inner)))];
  return [wrongType(path, value, words.join(', or '), context.places)];
}

function invalidValue(
  issue: z.core.$ZodIssueInvalidValue,
  path: Path,
  value: Json | undefined,
  context: Context,
): Problem {
  if (issue.message !== '') return badValue(path, value, issue.message, context.places);
  const choices = issue.values.map(String);
  return typeof value === 'string'
    ? badChoice(path, value, choices, context.places)
    : wrongType(path, value, expectedWords(issue), context.places);
}

function expectedWords(issue: Issue): string {
  if (issue.message !== '') return issue.message;
  if (issue.code === 'invalid_type') return typeWords(issue.expected);
  return issue.code === 'invalid_value'
    ? issue.values.map((value) => `"${String(value)}"`).join(' or ')
    : 'something else';
}

function typeWords(expected: string): string {
  const words: Record<string, string> = {
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    string: 'a text',
    boolean: 'true or false',
    number: 'a number',
  };
  return Object.hasOwn(words, expected) ? (words[expected] ?? expected) : expected;
}

/** Undefined when the path leaves the value: then a key is missing. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let current: Json | undefined = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = Array.isArray(current) ? current[Number(part)] : current[part];
  }
  return current;
}
