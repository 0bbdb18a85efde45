import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executions } from '../../../api/operations/ports.ts';
import { createTemporalExecutions } from '../../../api/temporal/executions.ts';
import type { CallProgress } from '../../../plan/call-progress.ts';
import { published } from '../../federation/programs.ts';
import { dataConverter } from '../../support/data-converter.ts';
import { until, whileItMoves, type Look } from '../../support/progress.ts';
import { endOf, openTestProject, type TestProject } from '../../support/project.ts';

const everything = (name: string, server: string): string => `
workflow_definition:
  name: ${name}
  steps:
    - { name: weather, mcp_server: ${server}, action: get-structured-content, arguments: { location: Chicago }, effect: none }
    - { name: added, mcp_server: ${server}, action: get-sum, arguments: { a: "\${{ steps.weather.output.temperature }}", b: 1 }, effect: none }
    - { name: read, mcp_server: ${server}, resource: "demo://resource/dynamic/text/1" }
  output:
    conditions: \${{ steps.weather.output.conditions }}
    temperature: \${{ steps.weather.output.temperature }}
    added: \${{ steps.added.output.text }}
    uri: \${{ steps.read.output.uri }}
`;

const definitions = (folder: string): string[] => [
  everything('asks_everything', 'everything'),
  everything('asks_everything_over_http', 'everything_http'),
  ...['works_long', 'works_long_over_http'].map(
    (name) => `
workflow_definition:
  name: ${name}
  steps:
    - name: work
      mcp_server: ${name === 'works_long' ? 'everything' : 'everything_http'}
      action: trigger-long-running-operation
      arguments: { duration: 60, steps: 100 }
      effect: none
`,
  ),
  `
saga_definition:
  name: writes_report
  input: { type: object, required: [text, fails], properties: { text: { type: string }, fails: { type: boolean } } }
  steps:
    - name: folder
      mcp_server: filesystem
      action: create_directory
      arguments: { path: "${folder}/reports" }
      compensation: { none: an empty folder may stay }
    - name: write
      mcp_server: filesystem
      action: write_file
      arguments: { path: "${folder}/reports/one.txt", content: "\${{ input.text }}" }
      idempotency: natural
      compensation: { action: move_file, arguments: { source: "${folder}/reports/one.txt", destination: "${folder}/reports/undone.txt" } }
    - name: read
      mcp_server: filesystem
      action: read_text_file
      arguments: { path: "${folder}/reports/one.txt" }
      effect: none
    - name: stop
      when: \${{ input.fails }}
      fail: { type: Enough, message: "Read \${{ steps.read.output.content }}" }
  output: { content: "\${{ steps.read.output.content }}" }
`,
  `
saga_definition:
  name: remembers_people
  input: { type: object, required: [name, fails], properties: { name: { type: string }, fails: { type: boolean } } }
  steps:
    - name: create
      mcp_server: memory
      action: create_entities
      arguments: { entities: [{ name: "\${{ input.name }}", entityType: person, observations: [was onboarded] }] }
      idempotency: natural
      compensation: { action: delete_entities, arguments: { entityNames: ["\${{ input.name }}"] } }
    - { name: find, mcp_server: memory, action: search_nodes, arguments: { query: "\${{ input.name }}" }, effect: none }
    - { name: stop, when: "\${{ input.fails }}", fail: { type: Enough, message: It ends here. } }
  output: { found: "\${{ size(steps.find.output.entities) }}" }
`,
];

let folder: string;
let remote: ChildProcess;
let project: TestProject;
let executions: Executions;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sagaflow-published-')));
  const port = await freePort();
  remote = spawn(process.execPath, [published('server-everything'), 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  await until('the server over HTTP', () => fetch(url).then(Boolean, () => false));
  const stdio = (name: string, program: string, more = '', args: string[] = []): string =>
    `  ${name}:\n    command: node\n    args: ${JSON.stringify([published(program), ...args])}\n${more}`;
  project = await openTestProject({
    platform: [
      'mcpServers:\n',
      stdio('everything', 'server-everything'),
      `  everything_http:\n    transport: http\n    url: ${url}\n`,
      stdio('filesystem', 'server-filesystem', '', [folder]),
      stdio('memory', 'server-memory', `    env: { MEMORY_FILE_PATH: "${folder}/memory.jsonl" }\n`),
    ].join(''),
    definitions: definitions(folder),
  });
  const { taskQueue, client } = project;
  const { connection } = client;
  const { namespace } = client.options;
  executions = createTemporalExecutions({ connection, namespace, taskQueue, dataConverter, uiAddress: undefined });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
afterAll(async () => {
  await project.close();
  const ended = new Promise((resolve) => remote.once('exit', resolve));
  remote.kill('SIGKILL');
  await ended;
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('servers that others wrote', () => {
  it.each(['asks_everything', 'asks_everything_over_http'])(
    '%s: structured output, plain text and a resource',
    async (name) => {
      const end = await project.run(name);
      expect(end).toMatchObject({ ok: true, output: { uri: 'demo://resource/dynamic/text/1' } });
      const { temperature, added } = (end.ok ? end.output : null) as { temperature: number; added: string };
      expect(added).toContain(String(temperature + 1));
    },
  );

  it.each(['works_long', 'works_long_over_http'])(
    '%s: the view of the execution says how far the tool is while it works, and no more when it has ended',
    async (name) => {
      const handle = await project.start(name);
      const view = () => executions.view(handle.workflowId);
      const report = await whileItMoves('a report of progress', async (): Promise<Look<CallProgress>> => {
        const progress = (await view())?.steps[0]?.progress ?? null;
        return progress === null ? {} : { found: progress };
      });
      expect(report).toMatchObject({ total: 100, progress: expect.any(Number) as number });
      await handle.cancel();
      expect(await endOf(handle)).toMatchObject({ ok: false });
      expect((await view())?.steps).toMatchObject([{ path: 'work', progress: null }]);
    },
  );

  it('files are written and read, and moved away again when the saga fails', async () => {
    expect(await project.run('writes_report', { text: 'first', fails: false })).toEqual({
      ok: true,
      output: { content: 'first' },
    });
    expect(await readFile(join(folder, 'reports/one.txt'), 'utf8')).toBe('first');
    expect(await project.run('writes_report', { text: 'second', fails: true })).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { cause: { message: 'Read second' }, compensated: ['write'] },
    });
    expect(await readFile(join(folder, 'reports/undone.txt'), 'utf8')).toBe('second');
    await expect(readFile(join(folder, 'reports/one.txt'))).rejects.toThrow('ENOENT');
  });

  it('what the server refuses fails the step in its own words', async () => {
    await rm(join(folder, 'reports'), { recursive: true });
    await writeFile(join(folder, 'reports'), '');
    const end = await project.run('writes_report', { text: 'x', fails: false });
    expect(end).toMatchObject({ ok: false, details: { step: 'folder', cause: { type: 'ToolFailed' } } });
    await rm(join(folder, 'reports'));
  });

  it('entities are created and found, and deleted again when the saga fails', async () => {
    expect(await project.run('remembers_people', { name: 'Ada', fails: false })).toEqual({
      ok: true,
      output: { found: 1 },
    });
    expect(await project.run('remembers_people', { name: 'Grace', fails: true })).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
    });
    const graph = await readFile(join(folder, 'memory.jsonl'), 'utf8');
    expect([graph.includes('Ada'), graph.includes('Grace')]).toEqual([true, false]);
  });
});
