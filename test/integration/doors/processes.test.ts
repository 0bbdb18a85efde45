import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile } from '../../../api/identity/key-file.ts';
import { locateTemporal } from '../../../cli/temporal/locate.ts';
import { startTemporalServer } from '../../../cli/temporal/start-server.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.ts';
import { until } from '../../support/progress.ts';
import { openTestProject, type TestProject } from '../../support/project.ts';
import { locateOptions, testTemporal } from '../../support/temporal.ts';
import { cli, createProject, interrupt, startCli, untilItSays } from '../cli/project.ts';

const nap = `
workflow_definition:
  name: nap
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps: [{ name: rest, sleep: 1d }]
`;

const key = makeApiKey(randomBytes);
const entry = { id: key.id, hash: key.hash, principal: 'office', scopes: ['admin'] };
const folder = createProject({ 'nap.yaml': nap });
afterAll(() => folder.remove());

async function openApi(environment: Record<string, string>) {
  const api = startCli(['api'], folder.folder, {
    SAGAFLOW_HTTP_PORT: '0',
    SAGAFLOW_API_KEYS: renderKeyFile([entry]),
    ...environment,
  });
  const url = /"url":"([^"]+)"/.exec(await untilItSays(api, 'API is ready'))?.[1] ?? '';
  const ask = (path: string, body?: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${key.text}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  return { api, ask };
}

describe('the API as a process', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await openTestProject({ folder: folder.folder });
  });
  afterAll(() => project.close());
  const place = () => ({
    TEMPORAL_ADDRESS: testTemporal().address,
    TEMPORAL_NAMESPACE: testTemporal().namespace,
    SAGAFLOW_TASK_QUEUE: project.taskQueue,
  });

  it('does not start where nobody could be recognised, and says what to do', async () => {
    const ended = await cli(['api'], folder.folder, place());
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('sagaflow keys new');
    const off = await cli(['api'], folder.folder, { ...place(), SAGAFLOW_AUTH: 'off' });
    expect([off.code, off.err.includes('dev')]).toEqual([2, true]);
  });

  it('serves definitions as they are now, the last good plan of a broken file, and says which is broken', async () => {
    const { api, ask } = await openApi(place());
    const described = async (): Promise<string | null> => {
      const { description } = (await (await ask('/v1/definitions/nap')).json()) as { description: string | null };
      return description;
    };
    const broken = async (): Promise<{ file: string; message: string }[]> => {
      const { brokenDefinitions } = (await (await ask('/readyz')).json()) as {
        brokenDefinitions: { file: string; message: string }[];
      };
      return brokenDefinitions;
    };
    const write = (yaml: string): void => folder.write('definitions/nap.yaml', yaml);
    try {
      expect([await described(), await broken()]).toEqual([null, []]);
      write(nap.replace('name: nap', 'name: nap\n  description: A long one.'));
      await until('the description that was written', async () => (await described()) === 'A long one.');
      write(nap.replace('sleep: 1d', 'slep: 1d'));
      await until('the broken file', async () => (await broken()).length > 0);
      expect(await broken()).toMatchObject([{ file: 'definitions/nap.yaml:5' }]);
      expect(await described()).toBe('A long one.');
      expect((await ask('/v1/definitions/nap/executions', { input: { name: 'kept' } })).status).toBe(201);
    } finally {
      write(nap);
      await interrupt(api);
    }
  });

  it.each([
    ['killed', 'SIGKILL'],
    ['asked to stop', 'SIGTERM'],
  ] as const)('that is %s in the middle of starts has made every execution that it acknowledged', async (_, signal) => {
    const { api, ask } = await openApi(place());
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    let isEnough = (): void => undefined;
    const enough = new Promise<void>((resolve) => (isEnough = resolve));
    const start = async (): Promise<void> => {
      for (;;) {
        const answer = await ask('/v1/definitions/nap/executions', { input: { name: randomUUID() } });
        const body = (await answer.json()) as { id: string; code?: string };
        if (answer.status === 201) acknowledged.push(body.id);
        // Whoever comes too late is told so.
        else if (body.code !== 'shutting-down') refused.push(body);
        if (acknowledged.length === 40) isEnough();
      }
    };
    // Each of them ends when the API is gone.
    const starters = Array.from({ length: 16 }, () => start().catch(() => undefined));
    await enough;
    api.kill(signal);
    await Promise.all(starters);
    expect(refused).toEqual([]);
    for (const id of acknowledged) {
      const { status } = await project.client.workflow.getHandle(id).describe();
      expect([id, status.name]).toEqual([id, 'RUNNING']);
    }
    await Promise.all(acknowledged.map((id) => project.client.workflow.getHandle(id).terminate('the test is over')));
  });
});

describe('without Temporal', () => {
  it('every request but health is refused with when to come back, and works again when Temporal is back', async () => {
    const located = await locateTemporal({ ...locateOptions(), say: () => undefined });
    // A server that is somebody else's cannot be stopped: then this is not to be shown here.
    if ('address' in located) throw new Error('This test stops its own Temporal server: unset TEMPORAL_ADDRESS.');
    const open = (port: number) =>
      startTemporalServer({
        binary: located.binary,
        port,
        uiPort: false,
        searchAttributes: SEARCH_ATTRIBUTES,
        say: () => undefined,
      });
    const first = await open(0);
    const { api, ask } = await openApi({ TEMPORAL_ADDRESS: first.address });
    const statuses = async (): Promise<number[]> =>
      Promise.all(['/readyz', '/v1/executions', '/healthz'].map(async (path) => (await ask(path)).status));
    try {
      expect(await statuses()).toEqual([200, 200, 200]);
      await first.stop();
      // At the same time: each of them waits for Temporal as long as a request may.
      const [refused, without] = await Promise.all([
        ask('/v1/definitions/nap/executions', { input: { name: 'nobody' } }),
        statuses(),
      ]);
      expect(without).toEqual([503, 503, 200]);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'temporal-unavailable' });
      const second = await open(Number(first.address.split(':')[1]));
      await until('Temporal to be used again', async () => (await statuses()).every((status) => status === 200));
      await second.stop();
    } finally {
      await interrupt(api);
    }
  });
});
