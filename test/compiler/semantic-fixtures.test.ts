import { describe, expect, it } from 'vitest';
import { compileAll } from '../../compiler/compile-all.ts';
import { compile } from '../../compiler/compile.ts';
import type { DefinitionSource } from '../../compiler/compilation.ts';
import { DIAGNOSTIC_CODES } from '../../compiler/diagnostics/codes.ts';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { printDiagnostic } from '../../compiler/diagnostics/print.ts';
import { labOptions } from './support/lab.ts';
import { fixtures } from './syntax/fixture-files.ts';
import type { Fixture } from './syntax/fixture-files.ts';

/** The children that fixtures with `workflow:` steps name. */
const CHILDREN = new Map([
  ['a_child', 'workflow_definition:\n  name: a_child\n  steps: [{ name: rest, sleep: 1s }]\n'],
  ['a_broken_child', 'workflow_definition:\n  name: a_broken_child\n  steps: [{ name: x, action: no_such_tool }]\n'],
  ['second_of_two', 'workflow_definition:\n  name: second_of_two\n  steps: [{ name: x, workflow: first_of_two }]\n'],
]);

const definitions: DefinitionSource = Object.assign(
  (name: string) => {
    const text = CHILDREN.get(name);
    return text === undefined ? undefined : { text, file: `${name}.yaml` };
  },
  { names: () => CHILDREN.keys() },
);

const options = { ...labOptions(), definitions };
const SEMANTIC_CODES = DIAGNOSTIC_CODES.slice(DIAGNOSTIC_CODES.indexOf('duplicate-step-name'));
/** Those of the syntax have a test of their own; `semantic` has codes of the syntax that only the phases after it find. */
const semantic = [...fixtures('invalid').filter(({ name }) => isSemantic(name)), ...fixtures('semantic')];

describe('what a definition means', () => {
  it.each(semantic)('$name is reported with place and remedy', async (fixture) => {
    expect(fixture.isExpectationWritten).toBe(true);
    const printed = diagnosticsOf(fixture).map((diagnostic) => printDiagnostic(diagnostic, fixture.text));
    await expect(`${printed.join('\n\n')}\n`).toMatchFileSnapshot(fixture.expected);
  });

  it.each(DIAGNOSTIC_CODES)('the rule %s has a fixture that shows it', (code) => {
    const all = [...fixtures('invalid'), ...fixtures('syntax')];
    const shown = all.filter(({ name }) => name === code || name.startsWith(`${code}-`));
    const found = code === 'name-collision' ? collisions() : shown.flatMap(diagnosticsOf);
    expect(found.map((diagnostic) => diagnostic.code)).toContain(code);
  });
});

function isSemantic(name: string): boolean {
  return SEMANTIC_CODES.some((code) => name === code || name.startsWith(`${code}-`));
}

function diagnosticsOf({ text, file }: Fixture): Diagnostic[] {
  const result = compile(text, { ...options, file });
  return result.ok ? result.warnings : result.diagnostics;
}

function collisions(): Diagnostic[] {
  const text = CHILDREN.get('a_child') ?? '';
  const results = compileAll([
    { file: 'one.yaml', text },
    { file: 'two.yaml', text },
  ]);
  return results.flatMap(({ result }) => (result.ok ? [] : result.diagnostics));
}
