import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLab, type Lab } from '../support/lab/lab.ts';
import { until } from '../support/progress.ts';
import { endOf, openTestProject, waitForWait, type TestProject } from '../support/project.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const definition = `
saga_definition:
  name: rings
  input: { type: object }
  steps:
    - { name: bell, mcp_server: keyed, action: act, arguments: { name: bell }, on_failure: park, retry_policy: { max_attempts: 1 }, compensation: undo_act }
`;

let lab: Lab;
let project: TestProject;
let worker: WorkerProcess;
let address: string;

beforeAll(async () => {
  lab = await startLab();
  project = await openTestProject({ platform: lab.platform, definitions: [definition] });
  await project.stopWorker();
  address = `127.0.0.1:${await freePort()}`;
  worker = await startWorkerProcess(project.folder, project.taskQueue, { SAGAFLOW_METRICS: address });
});
afterAll(async () => {
  await worker.stop();
  await project.close();
  await lab.close();
});

it('a park is in the log and counted; so is, in the log, a decision that was refused', async () => {
  lab.script('bell', { error: 'no' });
  const handle = await project.start('rings', {}, 'one');
  const { parkId } = await waitForWait(handle);
  await until(
    'the line about the park',
    () => worker.log().includes('"msg":"parked"'),
    () => worker.log(),
  );
  const line =
    worker
      .log()
      .split('\n')
      .find((text) => text.includes('"msg":"parked"')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ step: 'bell', parkId, allowed: expect.arrayContaining(['retry']) });

  await expect(handle.executeUpdate('skip', { args: [{}] })).rejects.toThrow();
  await until(
    'the line about the refusal',
    () => worker.log().includes('"msg":"refused"'),
    () => worker.log(),
  );
  const metrics = await (await fetch(`http://${address}/metrics`)).text();
  expect(metrics).toMatch(/^sagaflow_parked\{[^}]*definition="rings"[^}]*step="bell"[^}]*\} 1$/m);
  await handle.executeUpdate('retry', { args: [{ parkId }] });
  expect(await endOf(handle)).toMatchObject({ ok: true });
});

/** Free now, as far as can be known. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
