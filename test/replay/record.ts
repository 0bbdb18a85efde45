import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { locateTemporal } from '../../cli/temporal/locate.ts';
import { serverArguments } from '../../cli/temporal/server-arguments.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { startLab } from '../support/lab/lab.ts';
import { openTestProject, type TestProject } from '../support/project.ts';
import { locateOptions, type TestTemporal } from '../support/temporal.ts';
import { definitions } from './definitions.ts';
import { recordings } from './recordings.ts';

/**
 * `npx tsx test/replay/record.ts [names]`, after `npm run build`: runs the recordings on a Temporal server of its own and writes their
 * histories. To be run when a release changes what workers write; histories of released versions are never written again.
 */
/** A server that nobody can reach: what needs it has no plan. */
const AWAY = '  away:\n    transport: http\n    url: http://127.0.0.1:1/away\n';

const folder = fileURLToPath(new URL('histories', import.meta.url));
const names = process.argv.slice(2);

const temporal = await startImpatientTemporal();
try {
  const lab = await startLab();
  const project = await openTestProject({ platform: `${lab.platform}${AWAY}`, definitions }, temporal);
  try {
    if (names.length === 0) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const [name, record] of Object.entries(recordings)) {
      if (names.length > 0 && !names.includes(name)) continue;
      await write(project, name, (await record(project, lab)).workflowId);
    }
    process.stdout.write(`${(await readdir(folder)).length} histories\n`);
  } finally {
    await project.close();
    await lab.close();
  }
} finally {
  temporal.stop();
}

/** Every run of an execution and of its children, one file each. */
async function write(project: TestProject, name: string, workflowId: string): Promise<void> {
  const query = `WorkflowId="${workflowId}" OR ParentWorkflowId="${workflowId}"`;
  const runs = [];
  for (let tries = 0; tries < 50 && (runs.length === 0 || tries < 2); tries += 1) {
    // Visibility is told a moment after the end.
    await delay(100);
    runs.length = 0;
    for await (const run of project.client.workflow.list({ query })) runs.push(run);
  }
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  for (const [index, run] of runs.entries()) {
    const history = await project.client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
    const { events } = JSON.parse(historyToJSON(history)) as { events: unknown[] };
    // It waited for its time: there is nothing to replay.
    if (events.length < 3) continue;
    const suffix = runs.length === 1 ? '' : `-${index + 1}`;
    const text = JSON.stringify({ workflowId: run.workflowId, history: { events: withoutTraces(events) } });
    await writeFile(`${folder}/${name}${suffix}.json`, `${text}\n`);
  }
}

/** Who ran it, and where in which file it failed, say nothing to a replay. */
function withoutTraces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !['identity', 'stackTrace', 'workerVersion'].includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutTraces(inner)]));
}

/** One that suggests a new run after 60 events: a continue-as-new fits into a file that people can read. */
async function startImpatientTemporal(): Promise<TestTemporal & { stop: () => void }> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'TEMPORAL_ADDRESS'));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const located = await locateTemporal({ ...locateOptions(), environment, say });
  if (!('binary' in located)) throw new Error('There is no `temporal` program.');
  const port = await freePort();
  const child = spawn(
    located.binary,
    [
      ...serverArguments({
        ip: '127.0.0.1',
        port,
        uiPort: false,
        namespace: 'default',
        searchAttributes: SEARCH_ATTRIBUTES,
      }),
      ...['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60'],
    ],
    { stdio: 'ignore' },
  );
  const address = `127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    const isReady = await isServing(address);
    if (isReady) return { address, namespace: 'default', stop: () => void child.kill() };
    await delay(100);
  }
  child.kill();
  throw new Error('Temporal did not start.');
}

async function isServing(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 500 });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
