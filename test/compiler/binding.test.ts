import { describe, expect, it } from 'vitest';
import { compileInLab } from './support/lab.ts';

/** `step.tool.property ← source`, of calls unless said otherwise. */
function bindings(text: string, role = 'call'): string[] {
  const result = compileInLab(text);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
  return result.bindings
    .filter((row) => row.role === role)
    .map((row) => `${row.step}.${row.tool}.${row.property} ← ${row.source}`);
}

function inputOf(text: string): unknown {
  const result = compileInLab(text);
  return result.ok ? result.plan.input : result.diagnostics;
}

function codes(text: string): string[] {
  const result = compileInLab(text);
  return (result.ok ? result.warnings : result.diagnostics).map(({ code }) => code);
}

const workflow = (steps: string, input = ''): string => `workflow_definition:\n  name: w\n${input}  steps:\n${steps}`;
const step = (name: string, tool: string, more = ''): string => {
  const [server, action] = tool.split('.');
  return `    - { name: ${name}, mcp_server: ${server ?? ''}, action: ${action ?? ''}${more === '' ? '' : `, ${more}`} }\n`;
};
const INPUT = '  input: { type: object, required: [name], properties: { name: { type: string } } }\n';

describe('binding by name', () => {
  it('takes identifiers from the nearest output and everything else from the input', () => {
    const rows = bindings(workflow(step('a', 'lab.create_thing') + step('b', 'lab.delete_thing')));
    expect(rows).toEqual(['a.create_thing.name ← input.name', 'b.delete_thing.thing_id ← steps.a.output.thing_id']);
  });

  it('never binds content, text or names from an output, even if one is there', () => {
    const rows = bindings(workflow(step('a', 'lab.create_thing') + step('b', 'lab.copy_thing'), INPUT));
    expect(rows).toContain('b.copy_thing.name ← input.name');
  });

  it('prefers the nearer of two outputs', () => {
    const steps = step('a', 'lab.create_thing') + step('b', 'lab.copy_thing') + step('c', 'lab.delete_thing');
    expect(bindings(workflow(steps, INPUT))).toContain('c.delete_thing.thing_id ← steps.b.output.thing_id');
  });

  it('sees through an echoed argument to its source', () => {
    const steps =
      step('a', 'compliance_server.kyc_check') +
      step('b', 'finance_server.create_billing_account') +
      step('c', 'ops_server.create_tenant');
    expect(bindings(workflow(steps))).toContain('c.create_tenant.customer_id ← steps.a.output.customer_id');
  });

  it('takes no output of a step that may be skipped or continued', () => {
    const skipped = step('a', 'lab.create_thing', 'when: "${{ input.go }}"') + step('b', 'lab.delete_thing');
    expect(bindings(workflow(skipped))).toContain('b.delete_thing.thing_id ← input.thing_id');
    const continued = step('a', 'lab.create_thing', 'on_failure: continue') + step('b', 'lab.delete_thing');
    expect(bindings(workflow(continued))).toContain('b.delete_thing.thing_id ← input.thing_id');
  });

  it('binds to the output of an earlier tool of the same step first', () => {
    const steps = `    - { name: a, mcp_server: lab, tools: [create_thing, delete_thing] }\n`;
    expect(bindings(workflow(steps))).toContain('a.delete_thing.thing_id ← steps.a.output.create_thing.thing_id');
  });

  it('takes properties of the item first, and the item itself under its name', () => {
    const items = '{ type: array, items: { type: object, required: [name], properties: { name: { type: string } } } }';
    const input = `  input: { type: object, required: [things, name], properties: { name: { type: string }, things: ${items} } }\n`;
    const loop = step('a', 'lab.create_thing', 'for_each: "${{ input.things }}", as: thing');
    expect(bindings(workflow(loop, input))).toEqual(['a.create_thing.name ← thing.name']);
    const ids =
      '  input: { type: object, required: [ids], properties: { ids: { type: array, items: { type: string } } } }\n';
    const byName = step('a', 'lab.delete_thing', 'for_each: "${{ input.ids }}", as: thing_id');
    expect(bindings(workflow(byName, ids))).toEqual(['a.delete_thing.thing_id ← thing_id']);
  });

  it('lets written arguments win property by property', () => {
    const steps = step('a', 'lab.create_thing', 'arguments: { note: hello }');
    expect(bindings(workflow(steps, INPUT))).toEqual(['a.create_thing.name ← input.name']);
  });

  it('binds nothing beside one expression for the whole object', () => {
    const input = `  input: { type: object, required: [all], properties: { all: { type: object } } }\n`;
    expect(bindings(workflow(step('a', 'lab.create_thing', 'arguments: "${{ input.all }}"'), input))).toEqual([]);
  });

  it('leaves out what has no outcome to be bound from with bind: none', () => {
    expect(bindings(workflow(step('a', 'lab.create_thing', 'bind: none, arguments: { name: x }'), INPUT))).toEqual([]);
  });

  it('takes a step inside a group from what is upstream of the group', () => {
    const steps = `${step('a', 'lab.create_thing')}    - name: g\n      steps:\n        - { name: b, mcp_server: lab, action: delete_thing }\n`;
    expect(bindings(workflow(steps, INPUT))).toContain('b.delete_thing.thing_id ← steps.a.output.thing_id');
  });

  it('never binds the argument that carries the key', () => {
    const steps = step('a', 'lab.create_thing', 'idempotency: { argument: name }');
    expect(bindings(workflow(steps))).toEqual([]);
    expect(inputOf(workflow(steps))).toMatchObject({ properties: {} });
  });
});

describe('the inferred input', () => {
  it('is the union of what the tools need and what expressions read', () => {
    const steps = step('a', 'lab.create_thing', "when: \"${{ input.go && (input.why ?? '') != '' }}\"");
    expect(inputOf(workflow(steps))).toEqual({
      type: 'object',
      properties: { name: { type: 'string' }, go: {}, why: {} },
      required: ['name', 'go'],
      additionalProperties: false,
    });
  });

  it('calls a bare id by its tool', () => {
    expect(bindings(workflow(step('a', 'lab.get')))).toEqual(['a.get.id ← input.get_id']);
  });

  it('gives an optional argument only what is there for another reason', () => {
    const alone = workflow(step('a', 'lab.create_thing'));
    expect(bindings(alone)).toEqual(['a.create_thing.name ← input.name']);
    const read = workflow(step('a', 'lab.create_thing', 'when: "${{ input.name != \'\' }}"') + step('b', 'lab.get'));
    expect(bindings(read)).not.toContain('b.get.note ← input.note');
    const written =
      '  input: { type: object, required: [get_id], properties: { get_id: { type: string }, note: { type: string } } }\n';
    expect(bindings(workflow(step('b', 'lab.get'), written))).toContain('b.get.note ← input.note');
  });

  it('takes the type of a written argument that reads it', () => {
    const steps = step('a', 'lab.create_thing', 'arguments: { name: "${{ input.title }}" }');
    expect(inputOf(workflow(steps))).toMatchObject({ properties: { title: { type: 'string' } }, required: ['title'] });
  });

  it('closes a written input and keeps what it says about itself', () => {
    const input =
      '  input: { type: object, properties: { a: { type: object, properties: { b: {} } }, c: { type: object, additionalProperties: true, properties: {} } } }\n';
    expect(inputOf(workflow('    - { name: s, sleep: 1s }\n', input))).toMatchObject({
      additionalProperties: false,
      properties: { a: { additionalProperties: false }, c: { additionalProperties: true } },
    });
  });
});

describe('binding a compensation', () => {
  const saga = (text: string): string => `saga_definition:\n  name: s\n  steps:\n${text}`;

  it('takes required properties from the frozen arguments first, then from the output', () => {
    const text = saga(step('a', 'inventory_server.reserve_items', 'compensation: release_reservation'));
    expect(bindings(text, 'compensation')).toEqual(['a.release_reservation.order_id ← arguments.order_id']);
    const output = saga(step('a', 'lab.create_thing', 'compensation: delete_thing'));
    expect(bindings(output, 'compensation')).toEqual(['a.delete_thing.thing_id ← output.thing_id']);
    expect(codes(output)).toEqual(['undo-needs-output']);
  });

  it('binds without_output from everything but the output', () => {
    const text = saga(
      step('a', 'lab.create_thing', 'compensation: { action: delete_thing, without_output: { thing_id: none } }'),
    );
    const result = compileInLab(text);
    const [first] = result.ok ? result.plan.steps : [];
    expect(first?.kind === 'action' ? first.call.compensation : null).toMatchObject({
      needsOutput: true,
      withoutOutput: { kind: 'object', entries: [{ key: 'thing_id', value: { kind: 'literal', value: 'none' } }] },
    });
    expect(codes(text)).toEqual([]);
  });

  it('leaves optional arguments that read the output out when there is none', () => {
    const arguments_ = '{ reservation_id: "${{ output.reservation_id }}" }';
    const text = saga(
      step(
        'a',
        'inventory_server.reserve_items',
        `compensation: { action: release_reservation, arguments: ${arguments_} }`,
      ),
    );
    const result = compileInLab(text);
    const [first] = result.ok ? result.plan.steps : [];
    const compensation = first?.kind === 'action' ? first.call.compensation : null;
    const keys = (template: unknown): string[] =>
      (template as { entries: { key: string }[] }).entries.map(({ key }) => key);
    expect(compensation?.needsOutput).toBe(true);
    expect(keys(compensation?.arguments)).toEqual(['reservation_id', 'order_id']);
    expect(keys(compensation?.withoutOutput)).toEqual(['order_id']);
  });
});
