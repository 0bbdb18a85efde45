import { expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { nameOf } from '../support/lab/tools.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';

const before = `
saga_definition:
  name: edited
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - { name: pause, wait_for: { signal: go_on } }
    - { name: second, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-second" }, compensation: undo_act }
  output: { first: "\${{ steps.first.output.id }}" }
`;

/** A step renamed, one inserted, arguments and output changed. */
const after = `
saga_definition:
  name: edited
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: inserted, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-inserted" }, compensation: undo_act }
    - { name: renamed, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-renamed" }, compensation: undo_act }
    - { name: pause, wait_for: { signal: go_on } }
    - { name: second, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-changed" }, compensation: undo_act }
  output: { renamed: "\${{ steps.renamed.output.id }}" }
`;

let lab: Lab;
let project: TestProject;

useLab([before], (opened) => ({ lab, project } = opened), { worker: { cachedExecutions: 0 } });

it('a definition is edited while an execution waits: that one ends on its plan, the next uses the new one', async () => {
  const old = await project.start('edited', { name: 'old' });
  await waitForWait(old);
  await project.reload(after);
  const fresh = await project.start('edited', { name: 'new' });
  await waitForWait(fresh);
  await old.signal('go_on');
  await fresh.signal('go_on');
  expect(await endOf(old)).toEqual({ ok: true, output: { first: expect.any(String) as string } });
  expect(await endOf(fresh)).toEqual({ ok: true, output: { renamed: expect.any(String) as string } });
  const names = lab.callsOf('act').map(nameOf);
  expect(names.filter((name) => name.startsWith('old'))).toEqual(['old-first', 'old-second']);
  expect(names.filter((name) => name.startsWith('new'))).toEqual(['new-inserted', 'new-renamed', 'new-changed']);
});

it('a definition that is gone: what runs ends, a new start is refused at once', async () => {
  await project.reload(before);
  const old = await project.start('edited', { name: 'orphan' });
  await waitForWait(old);
  await project.reload();
  expect(await project.run('edited', { name: 'late' })).toMatchObject({ ok: false, type: 'UnknownDefinition' });
  await old.signal('go_on');
  expect(await endOf(old)).toMatchObject({ ok: true });
});
