import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../federation/servers/http.ts';
import { openBooks, type Mode } from '../../support/paying/books.ts';
import { startPayingHttp } from '../../support/paying/start-http.ts';
import { endOf, openTestProject, viewOf, waitForWait, type TestProject } from '../../support/project.ts';

const kinds = ['v0', 'v1', 'v2'] as const;
/** A server of each kind and wire, once with errors that are atomic and once without. */
const servers = kinds.flatMap((kind) =>
  (['stdio', 'http'] as const).flatMap((wire) =>
    [false, true].map((atomic) => ({ name: `${kind}_${wire}${atomic ? '_atomic' : ''}`, kind, wire, atomic })),
  ),
);

const paying = (server: string): string => `
saga_definition:
  name: pays_${server}
  input:
    type: object
    required: [name, mode, undo_mode, find_mode, fails]
    properties: { name: { type: string }, mode: { type: string }, undo_mode: { type: string }, find_mode: { type: string }, fails: { type: boolean } }
  steps:
    - name: charge
      mcp_server: ${server}
      action: charge
      arguments: { name: "\${{ input.name }}", mode: "\${{ input.mode }}" }
      timeout: { attempt: 2s }
      probe: { action: find, arguments: { name: "\${{ input.name }}", mode: "\${{ input.find_mode }}" }, happened: "\${{ output.found }}", result: { id: known, found: true } }
      compensation: { action: refund, arguments: { name: "\${{ input.name }}", mode: "\${{ input.undo_mode }}" } }
    - { name: stop, when: "\${{ input.fails }}", fail: { type: Enough, message: It ends here. } }
`;

let folder: string;
let file: string;
let running: RunningServer[];
let project: TestProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagaflow-paying-'));
  file = join(folder, 'books');
  writeFileSync(file, '');
  running = await Promise.all(kinds.map((kind) => startPayingHttp(kind, openBooks(file))));
  const loader = import.meta.resolve('tsx');
  const main = fileURLToPath(new URL('../../support/paying/stdio-main.ts', import.meta.url));
  const blocks = servers.map(({ name, kind, wire, atomic }) => {
    const url = running[kinds.indexOf(kind)]?.url ?? '';
    const args = JSON.stringify(['--import', loader, main, kind, file]);
    const where =
      wire === 'http' ? `transport: http\n    url: ${url}` : `command: ${process.execPath}\n    args: ${args}`;
    return `  ${name}:\n    ${where}\n    late_calls: refused\n${atomic ? '    atomic_errors: true\n' : ''}`;
  });
  project = await openTestProject({
    platform: `mcpServers:\n${blocks.join('')}`,
    definitions: servers.map(({ name }) => paying(name)),
  });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
afterAll(async () => {
  await project.close();
  await Promise.all(running.map((server) => server.close()));
  await rm(folder, { recursive: true, force: true });
});

interface Modes {
  mode?: Mode;
  undo?: Mode;
  find?: Mode;
  fails?: boolean;
}

function start(server: string, name: string, { mode = 'good', undo = 'good', find = 'good', fails = false }: Modes) {
  return project.start(`pays_${server}`, { name, mode, undo_mode: undo, find_mode: find, fails });
}

/** Which tools ran for that name, in their order. */
const ranFor = (name: string): string[] =>
  openBooks(file)
    .read()
    .filter((entry) => entry.name === name)
    .map(({ tool }) => tool);

describe.each(servers)('$name: an output that its server refuses after the effect', ({ name: server, atomic }) => {
  it.each(['nothing', 'misfit'] as const)('of a charge (%s) is a possible effect, and is refunded', async (mode) => {
    const name = `forward-${server}-${mode}`;
    const handle = await start(server, name, { mode });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated', details: { compensated: ['charge'] } });
    expect(ranFor(name)).toEqual(['charge', 'refund']);
    expect((await viewOf(handle)).steps[0]).toMatchObject({ outcome: 'effect_possible', attempts: 1 });
  });

  it.each(['nothing', 'misfit'] as const)('of a refund (%s) parks, and it is not refunded twice', async (undo) => {
    const name = `back-${server}-${undo}`;
    const handle = await start(server, name, { undo, fails: true });
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'charge', unclear: 'compensation' });
    expect(ranFor(name)).toEqual(['charge', 'refund']);
    await handle.executeUpdate('resolve_unknown', {
      args: [{ parkId: wait.parkId, happened: true, evidence: 'seen in the books' }],
    });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated', details: { compensated: ['charge'] } });
    expect(ranFor(name)).toEqual(['charge', 'refund']);
  });

  it('of a probe is no answer: the charge stays unknown, and is refunded', async () => {
    const name = `probe-${server}`;
    const handle = await start(server, name, { mode: 'silent', find: 'nothing' });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated', details: { compensated: ['charge'] } });
    expect(ranFor(name)).toEqual(['charge', 'find', 'refund']);
  });

  it(`is told from the tool's own no, after which ${atomic ? 'nothing' : 'what may have happened'} is undone`, async () => {
    const name = `declined-${server}`;
    const compensated = atomic ? [] : ['charge'];
    const end = await endOf(await start(server, name, { mode: 'declined' }));
    expect(end).toMatchObject({ type: 'SagaCompensated', details: { compensated } });
    expect(ranFor(name)).toEqual(atomic ? [] : ['refund']);
  });
});
