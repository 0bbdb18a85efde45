import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../compiler/binding/templates/scope.ts';
import { visibility } from '../../compiler/binding/templates/read-template.ts';
import { analyseText, compile } from '../../compiler/compile.ts';
import { labOptions } from './support/lab.ts';

const TEXT = `workflow_definition:
  name: things
  input: { type: object, required: [name, count], properties: { name: { type: string }, count: { type: integer } } }
  steps:
    - { name: made, mcp_server: lab, action: create_thing }
    - { name: gone, mcp_server: lab, action: delete_thing, when: "\${{ input.count > 1 }}" }
    - { name: lost, mcp_server: lab, action: no_such_tool }
`;

describe('what a text means', () => {
  const analysed = analyseText(TEXT, labOptions());
  const { context, analysis } = analysed.definition ?? {};

  it('is known beside a mistake: tools, where arguments come from, the input', () => {
    expect(analysed.diagnostics.map(({ code }) => code)).toEqual(['unknown-tool']);
    const gone = analysis?.all.find(({ name }) => name === 'gone');
    expect(gone?.calls[0]?.tool).toMatchObject({ server: 'lab', name: 'delete_thing' });
    expect(gone?.calls[0]?.bound.sources.get('thing_id')?.text).toBe('steps.made.output.thing_id');
    expect(analysis?.input).toMatchObject({ required: ['name', 'count'] });
  });

  it('has the type of every expression', () => {
    const when = analysis?.uses.find(({ use }) => use.path.at(-1) === 'when');
    expect(when?.schema).toEqual({ type: 'boolean' });
  });

  it('has the names that can be read at a place, and the place of a step', () => {
    const [made, gone] = analysis?.all ?? [];
    const stepsSeen = (step = made): unknown =>
      context === undefined || step === undefined
        ? null
        : Object.keys((scopeOf(context, visibility(step))['steps']?.['properties'] ?? {}) as object);
    expect(stepsSeen(made)).toEqual([]);
    expect(stepsSeen(gone)).toEqual(['made']);
    expect(analysed.places.of([...(gone?.path ?? []), 'name']).start).toEqual({ line: 6, column: 15 });
  });

  it('is nothing where no definition can be read, and then compiling says the same', () => {
    const { definition, diagnostics } = analyseText('steps: []\n');
    expect(definition).toBeNull();
    expect(compile('steps: []\n')).toEqual({ ok: false, diagnostics });
  });
});
