import { getConformanceSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import type { IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { fromInteger } from '../../../plan/numbers/exact-number.ts';
import type { Json } from '../../../plan/json.ts';

export interface ConformanceCase {
  /** file/section/test as CEL's repository names it. */
  id: string;
  /** In our spelling: functions instead of methods. */
  source: string;
  scope: Record<string, Json>;
  expected: { value: Json } | 'error';
}

/** Thrown while a case is read when it needs something this language leaves out on purpose. */
export class OutOfScope extends Error {}

export function readCases(): { id: string; expr: string; read: () => ConformanceCase }[] {
  return flatten(getConformanceSuite(), []).map(({ id, test }) => {
    const { original } = test;
    const read = (): ConformanceCase => ({
      id,
      source: respell(original.expr),
      scope: Object.fromEntries(
        Object.entries(original.bindings).map(([name, bound]) => [name, bindingOf(bound.kind)]),
      ),
      expected: expectedOf(original.resultMatcher),
    });
    return { id, expr: original.expr, read };
  });
}

type Test = IncrementalTestSuite['tests'][number];

function flatten(suite: IncrementalTestSuite, path: string[]): { id: string; test: Test }[] {
  const tests = suite.tests.map((test) => ({ id: [...path, test.name].join('/'), test }));
  return [...tests, ...suite.suites.flatMap((inner) => flatten(inner, [...path, inner.name]))];
}

function bindingOf(kind: { case?: string | undefined; value?: unknown }): Json {
  if (kind.case === 'value') return jsonOf(kind.value as Value);
  throw new OutOfScope('bound to an error or an unknown');
}

function expectedOf(matcher: Test['original']['resultMatcher']): ConformanceCase['expected'] {
  if (matcher.case === 'value') return { value: jsonOf(matcher.value) };
  if (matcher.case === 'evalError') return 'error';
  // The conformance suite means "true" where it says nothing.
  if (matcher.case === undefined) return { value: true };
  throw new OutOfScope(`expects ${matcher.case}`);
}

function jsonOf({ kind }: Value): Json {
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
      return kind.value;
    case 'doubleValue':
      return numberOf(kind.value);
    case 'int64Value':
      return fromInteger(kind.value);
    case 'listValue':
      return kind.value.values.map(jsonOf);
    case 'mapValue':
      return Object.fromEntries(
        kind.value.entries.map(({ key, value }) => {
          if (key?.kind.case !== 'stringValue' || value === undefined)
            throw new OutOfScope('keys that are not strings');
          return [key.kind.value, jsonOf(value)];
        }),
      );
    default:
      throw new OutOfScope(`a value of kind ${String(kind.case)}`);
  }
}

function numberOf(value: number): number {
  if (!Number.isFinite(value)) throw new OutOfScope('NaN or infinity');
  return value;
}

const METHODS: Readonly<Record<string, string>> = {
  startsWith: 'starts_with',
  endsWith: 'ends_with',
  contains: 'contains',
  indexOf: 'index_of',
  lowerAscii: 'lower_ascii',
  upperAscii: 'upper_ascii',
  replace: 'replace',
  split: 'split',
  substring: 'substring',
  trim: 'trim',
  join: 'join',
  size: 'size',
};

/** `'a'.startsWith(x)` is `starts_with('a', x)` here. */
function respell(expr: string): string {
  const match = /^('[^']*'|"[^"]*"|\w+|\[[^\]]*\])\.(\w+)\(([^()]*)\)(.*)$/s.exec(expr);
  const name = match?.[2] !== undefined && Object.hasOwn(METHODS, match[2]) ? METHODS[match[2]] : undefined;
  if (match === null || name === undefined) return expr;
  return `${name}(${[match[1], ...(match[3] === '' ? [] : [match[3]])].join(', ')})${match[4] ?? ''}`;
}
