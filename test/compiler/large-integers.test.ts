import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../compiler/catalog.ts';
import type { CompileResult } from '../../compiler/compile.ts';
import { compile } from '../../compiler/compile.ts';
import { explain } from '../../compiler/explain.ts';
import { graph } from '../../compiler/graph.ts';
import { parseLock } from '../../compiler/lock/parse-lock.ts';
import { schemaHash } from '../../compiler/lock/schema-hash.ts';
import { serialiseLock } from '../../compiler/lock/serialise-lock.ts';
import { compare } from '../../compiler/schemas/compatibility.ts';
import { readYaml } from '../../compiler/syntax/yaml/read-yaml.ts';
import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Plan } from '../../plan/plan.ts';

const INPUT: JsonSchema = {
  type: 'object',
  properties: {
    n: { type: 'integer', minimum: -9223372036854775808n, maximum: 9223372036854775807n },
    text: { type: 'string' },
    which: { enum: [9007199254740993n, 9007199254740995n] },
  },
};
const tool = { inputSchema: INPUT, outputSchema: INPUT };
const catalog: Catalog = { servers: { world: { tools: { typed: { ...tool, schemaHash: schemaHash(tool) } } } } };

function definition(step: string, more = ''): string {
  const lines = [
    'workflow_definition:',
    '  name: big',
    `  steps:`,
    `    - { name: one, mcp_server: world, action: typed, ${step} }`,
  ];
  return `${[...lines, more].join('\n')}\n`;
}

function planOf(text: string): Plan {
  const result = compile(text, { file: 'big.yaml', catalog });
  if (!result.ok) throw new Error(messages(result).join('\n'));
  explain(result);
  graph(result.plan, 'mermaid');
  graph(result.plan, 'dot');
  expect(parseJson(stringifyJson(result.plan))).toStrictEqual(result.plan);
  return result.plan;
}

function messages(result: CompileResult): string[] {
  const found = result.ok ? result.warnings : result.diagnostics;
  return found.map(
    ({ code, message, range }) => `${range.start.line.toString()}:${range.start.column.toString()} ${code} ${message}`,
  );
}

function argumentsOf(text: string): Json {
  const [step] = planOf(text).steps;
  return step?.kind === 'action' ? evaluateTemplate(step.call.arguments, {}) : null;
}

describe('an integer beyond 2^53 in a definition', () => {
  it('is sent with its digits', () => {
    expect(argumentsOf(definition('arguments: { n: 23843037174560269 }'))).toStrictEqual({ n: 23843037174560269n });
    expect(argumentsOf(definition("arguments: { n: '${{ -23843037174560269 }}' }"))).toStrictEqual({
      n: -23843037174560269n,
    });
    expect(argumentsOf(definition("arguments: { text: 'no ${{ 23843037174560269 }}' }"))).toStrictEqual({
      text: 'no 23843037174560269',
    });
    expect(argumentsOf(definition('arguments: { which: 9007199254740995 }'))).toStrictEqual({
      which: 9007199254740995n,
    });
  });

  it('stands in input schemas, loops and outputs', () => {
    const plan = planOf(
      definition(
        "for_each: '${{ [9007199254740993, input.account] }}', arguments: { n: '${{ item }}' }",
        [
          '  input:',
          '    type: object',
          '    properties:',
          '      account: { type: integer, default: 9007199254740993, minimum: 9007199254740995, maximum: 9223372036854775807 }',
          '      kind: { enum: [9007199254740993, 9007199254740995] }',
          '      only: { const: 9007199254740993 }',
          '  output: { fixed: 9007199254740993, "9007199254740993": x }',
        ].join('\n'),
      ),
    );
    expect(plan.input).toMatchObject({
      properties: {
        account: { default: 9007199254740993n, minimum: 9007199254740995n, maximum: 9223372036854775807n },
        kind: { enum: [9007199254740993n, 9007199254740995n] },
        only: { const: 9007199254740993n },
      },
    });
    expect(evaluateTemplate(plan.output, {})).toStrictEqual({ fixed: 9007199254740993n, '9007199254740993': 'x' });
  });

  it.each([
    [
      "arguments: { n: '${{ input.which == 9007199254740994 }}' }",
      '9007199254740994 is not one of the possible values, so this is always false.',
    ],
    ["arguments: { n: '${{ 9007199254740993.x }}' }", 'of a number; only objects have properties'],
    ['arguments: { n: \'${{ 9007199254740993 + "a" }}\' }', 'not a number and a string'],
    ["arguments: { n: '${{ !9007199254740993 }}' }", 'takes a bool, not a number'],
    ["arguments: { text: '${{ 9007199254740993 }}' }", 'should be a string, not 9007199254740993'],
  ])('is checked as a number: %s', (step, expected) => {
    const input =
      '  input: { type: object, required: [which], properties: { which: { enum: [9007199254740993, 9007199254740995] } } }';
    const result = compile(definition(step, input), { file: 'big.yaml', catalog });
    expect(messages(result).join('\n')).toContain(expected);
  });

  it('is told apart from its neighbour', () => {
    const only = (value: Json): JsonSchema => ({ const: value });
    expect(compare(only(9007199254740993n), { enum: [9007199254740993n] })).toBe('compatible');
    expect(compare(only(9007199254740992n), { enum: [9007199254740993n] })).toBe('incompatible');
    expect(compare(only(9007199254740993n), { type: 'integer' })).toBe('compatible');
    expect(compare(only(9007199254740993n), { type: 'string' })).toBe('incompatible');
  });
});

describe('an integer in YAML', () => {
  it.each<[string, Json]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['+12345678901234567890', 12345678901234567890n],
    ['0x20000000000001', 9007199254740993n],
    ['0o17', 15],
    ['0xff', 255],
    ['007', 7],
    ['-0', 0],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['"9007199254740993"', '9007199254740993'],
    ['{ 9007199254740993: 1, 5: 2, 0x10: 3 }', { '9007199254740993': 1, '5': 2, '0x10': 3 }],
  ])('%s', (text, value) => {
    const yaml = readYaml(text);
    expect(yaml.problems).toEqual([]);
    expect(yaml.value).toStrictEqual(value);
  });

  it.each([
    ['9'.repeat(1001), 'is an integer of more than 1000 digits'],
    ['1e20', 'beyond 2^53 and not written as an integer'],
    ['9007199254740993.0', 'beyond 2^53 and not written as an integer'],
    ['1e400', 'not a number that JSON can hold'],
    ['.nan', 'not a number that JSON can hold'],
  ])('refuses %s', (text, message) => {
    expect(
      readYaml(text)
        .problems.map((problem) => problem.message)
        .join(),
    ).toContain(message);
  });
});

describe('the lock', () => {
  it('has all digits of a schema', () => {
    const text = serialiseLock(catalog);
    expect(text).toContain('"maximum": 9223372036854775807');
    expect(parseLock(text, 'tools.lock.json')).toStrictEqual({ ok: true, catalog });
  });

  it('and its hash are what they were before integers were exact', () => {
    // Computed by the code of then from the text that a server sends.
    expect(
      schemaHash({ inputSchema: parseJson('{"type":"integer","maximum":9223372036854775807}') as JsonSchema }),
    ).toBe('sha256:4e356e7071474a46ca3ca668f28bec40f3c5661299a0c46dcd8820a3ca6b97ec');
  });

  it('drops a key that must never be copied onward', () => {
    const text = serialiseLock(catalog).replace('"typed": {', '"typed": {"__proto__": {"a": 1},');
    expect(text).toContain('__proto__');
    expect(parseLock(text, 'tools.lock.json')).toStrictEqual({ ok: true, catalog });
  });
});
