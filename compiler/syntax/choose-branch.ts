import type { z } from 'zod';
import type { Json } from '../../plan/json.ts';

type Issue = z.core.$ZodIssue;

/** Which form of a union the author meant, or that the value has the kind of none of them. */
export type Branch = { kind: 'fits'; issues: Issue[] } | { kind: 'none'; expected: Issue[] };

/**
 * The value's kind decides first (a text is no mapping), then the key that tells two mappings apart, then the number of
 * problems: people get the problems of one form, never a list of all that could have been.
 */
export function chooseBranch(branches: readonly (readonly Issue[])[], value: Json | undefined): Branch {
  const unwrapped = branches.map((issues) => unwrap(issues, value));
  const isMismatch = (issue: Issue): boolean => isKindMismatch(issue, value);
  const candidates = unwrapped.filter((issues) => !issues.some(isMismatch));
  if (candidates.length === 0) return { kind: 'none', expected: unwrapped.flat().filter(isMismatch) };
  const [best] = candidates.sort((a, b) => weight(a, value) - weight(b, value));
  return { kind: 'fits', issues: best ?? [] };
}

/** A union inside a union says which of its own forms was meant. */
function unwrap(issues: readonly Issue[], value: Json | undefined): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.path.length > 0) return [issue];
    const inner = chooseBranch(issue.errors, value);
    return inner.kind === 'fits' ? inner.issues : inner.expected;
  });
}

function isKindMismatch(issue: Issue, value: Json | undefined): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_value') return !issue.values.some((choice) => typeof choice === typeof value);
  return issue.code === 'invalid_type' && !isNumberIssue(issue, value);
}

/** A number, but a fraction where a whole one is needed, or an integer that is larger than any setting: out of range, not of another kind. */
export function isNumberIssue(issue: Issue, value: Json | undefined): boolean {
  if (issue.code !== 'invalid_type') return false;
  if (typeof value === 'bigint') return issue.expected === 'int' || issue.expected === 'number';
  return issue.expected === 'int' && typeof value === 'number';
}

const TELLING_KEYS = new Set<PropertyKey>(['tools', 'none', 'value']);

function weight(issues: readonly Issue[], value: Json | undefined): number {
  return issues.length + (issues.some((issue) => isOtherForm(issue, value)) ? 1_000 : 0);
}

/** A telling key is there that this form does not have, or is not there although this form has it. */
function isOtherForm(issue: Issue, value: Json | undefined): boolean {
  if (issue.code === 'unrecognized_keys')
    return issue.path.length === 0 && issue.keys.some((key) => TELLING_KEYS.has(key));
  const key = issue.path[0];
  if (issue.code !== 'invalid_type' || issue.path.length !== 1 || key === undefined || !TELLING_KEYS.has(key))
    return false;
  return issue.expected === 'undefined' || typeof value !== 'object' || value === null || !Object.hasOwn(value, key);
}
