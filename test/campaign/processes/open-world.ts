import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { createTemporalExecutions } from '../../../api/temporal/executions.ts';
import type { Executions } from '../../../api/operations/ports.ts';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import type { CompiledDefinition } from '../../../project/project.ts';
import { createDataConverter } from '../../../workflows/data-converter.ts';
import type { CampaignOptions } from '../options.ts';
import { writeProject } from '../project/write-project.ts';
import { createDirector, type Director } from '../proxy/director.ts';
import { startProxy, type Proxy } from '../proxy/proxy.ts';
import type { RunFolder } from '../record/run-folder.ts';
import type { Pass } from './pass.ts';
import { runProgram, type Program } from './program.ts';
import { startTemporal, type Temporal } from './temporal.ts';

/** Everything that a campaign runs on; each part can be hurt by itself. */
export interface World {
  options: CampaignOptions;
  folder: RunFolder;
  /** Of platform.yaml and the definitions. */
  project: string;
  plans: ReadonlyMap<string, CompiledDefinition>;
  taskQueue: string;
  client: Client;
  executions: Executions;
  temporal: Temporal;
  /** How our command line reaches Temporal and the ledger. */
  environment: Record<string, string | undefined>;
  workers: { program: Program; pass: Pass }[];
  ledger: Program;
  director: Director;
  proxy: Proxy;
  /** Sagas whose parks nobody decides for now. */
  held: Set<string>;
  /** Which text the definition has that is changed. */
  edition: number;
  /** Workers are started again by one at a time. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const WORKERS = 2;
const TASK_QUEUE = 'campaign';

export async function openWorld(
  options: CampaignOptions,
  folder: RunFolder,
  say: (line: string) => void,
): Promise<World> {
  const scratch = await mkdtemp(join(tmpdir(), 'sagaflow-campaign-'));
  const closing: (() => Promise<void>)[] = [() => rm(scratch, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const temporal = await startTemporal(scratch, say);
    closing.push(() => temporal.stop());
    const ledgerPort = await findFreePort('127.0.0.1', 0);
    const ledgerUrl = `http://127.0.0.1:${ledgerPort}`;
    const ledger = startLedger(folder, ledgerPort);
    closing.push(() => ledger.stop());
    await ledger.ready();

    const director = createDirector((fault) => folder.fault(fault));
    const proxy = await startProxy(ledgerUrl, WORKERS, director);
    closing.push(() => proxy.close());
    const project = join(scratch, 'project');
    await mkdir(project);
    const plans = await writeProject(project, options.workerMain, ledgerUrl);

    const ownPass = await temporal.newPass();
    const connection = await Connection.connect({ address: ownPass.address });
    closing.push(() => connection.close());
    const { namespace } = temporal;
    const dataConverter = createDataConverter();
    const client = new Client({ connection, namespace, dataConverter });
    const uiAddress = undefined;
    const executions = createTemporalExecutions({
      connection,
      namespace,
      taskQueue: TASK_QUEUE,
      dataConverter,
      uiAddress,
    });
    const environmentOf = (pass: Pass, url: string): World['environment'] => ({
      ...process.env,
      TEMPORAL_ADDRESS: pass.address,
      TEMPORAL_NAMESPACE: namespace,
      SAGAFLOW_TASK_QUEUE: TASK_QUEUE,
      SAGAFLOW_LOG_LEVEL: 'info',
      LEDGER_URL: url,
    });
    const workers: World['workers'] = [];
    for (let index = 0; index < WORKERS; index += 1) {
      const pass = await temporal.newPass();
      const program = runProgram({
        args: [options.workerMain, 'worker'],
        cwd: project,
        environment: environmentOf(pass, proxy.urlOf(index)),
        logFile: folder.file(`logs/worker-${index}.log`),
        readyText: 'worker is ready',
      });
      closing.push(() => program.stop());
      workers.push({ program, pass });
    }
    await Promise.all(workers.map(({ program }) => program.ready()));
    const environment = environmentOf(ownPass, ledgerUrl);
    const taskQueue = TASK_QUEUE;
    const made = { options, folder, project, plans, taskQueue, client, executions, temporal };
    const people = { held: new Set<string>(), edition: 0, oneAtATime: createQueue() };
    return { ...made, ...people, environment, workers, ledger, director, proxy, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createQueue(): World['oneAtATime'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

function startLedger(folder: RunFolder, port: number): Program {
  const main = fileURLToPath(new URL('../ledger/main.ts', import.meta.url));
  return runProgram({
    args: ['--import', 'tsx', main, folder.file('ledger.jsonl'), String(port)],
    // tsx is found from the sources' folder, whatever folder the campaign was started in.
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    environment: process.env,
    logFile: folder.file('logs/ledger.log'),
    readyText: 'ledger is ready',
  });
}
