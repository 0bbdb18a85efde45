import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { startModernSample } from '../../samples/start-modern-sample.ts';
import { createLog, logServers } from '../../project/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { startWorker } from '../../worker/start-worker.ts';
import { dataConverter } from '../../workflows/data-converter.ts';
import { CommandError, sayLine } from '../../mains/context.ts';
import type { Context } from '../../mains/context.ts';
import { onFreePort, readDoorSettings } from '../../mains/door-settings.ts';
import { openLiveProject } from '../../mains/live-project.ts';
import type { LiveProject } from '../../mains/live-project.ts';
import { openLocalTemporal } from '../../mains/local-temporal.ts';
import type { LocalTemporal } from '../../mains/local-temporal.ts';
import { logLevel } from '../../mains/log-level.ts';
import { openDoors } from '../../mains/open-doors.ts';
import type { Doors } from '../../mains/open-doors.ts';
import { openOperations } from '../../mains/open-operations.ts';
import { whenAborted } from '../../mains/when-aborted.ts';
import { EXIT } from '../../mains/exit-codes.ts';
import { duration } from '../render/values.ts';
import { playScene } from './play-scene.ts';
import { SCENES } from './scenes.ts';

const TASK_QUEUE = 'sagaflow';

/** The tour: everything on free ports, three runs shown live, and then it stays up for a look around. */
export async function runDemo(context: Context, isShort: boolean): Promise<number> {
  const { stderr } = context;
  if (!existsSync(join(context.packageFolder, 'dist', 'samples'))) {
    throw new CommandError(EXIT.error, 'The sample servers are not built. Build them with: npm run build');
  }
  const stops: (() => Promise<void>)[] = [];
  try {
    return await perform(context, isShort, stops);
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => sayLine(stderr, String(error)));
  }
}

async function perform(context: Context, isShort: boolean, stops: (() => Promise<void>)[]): Promise<number> {
  const { stdout, stderr, signal, startedAt } = context;
  const { bold, dim } = stdout.colours;
  const say = (line: string): void => sayLine(stderr, stderr.colours.dim(line));
  sayLine(stdout, `${bold('Sagaflow demo')}  ${dim('YAML definitions, MCP tools, Temporal underneath')}`);

  const log = createLog(logLevel(context, 'silent'));
  installRuntime(log);
  const journals = await mkdtemp(join(tmpdir(), 'sagaflow-demo-'));
  const sample = await startModernSample({ port: 0, dir: journals });
  stops.push(() => sample.close());
  const here = inPackage(context, sample.url);
  const opening = openLocalTemporal(here, { port: 0, uiPort: 0, logFile: join(journals, 'temporal.log'), say });
  const temporal = await opening;
  stops.push(() => temporal.stop());
  const live = await openLiveProject(here, {
    log: logServers(log),
    childEnvironment: { SAGAFLOW_SAMPLES_DIR: journals },
  });
  stops.push(() => live.federation.close());
  const { connection, connectionOptions, namespace, uiAddress } = temporal;
  const { project, federation } = live;
  const worker = await startWorker({ connectionOptions, namespace, taskQueue: TASK_QUEUE, project, federation });
  stops.push(() => worker.shutdown());

  const executions = createTemporalExecutions({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    dataConverter,
    uiAddress,
  });
  const firstStep: { at?: number } = {};
  for (const [index, scene] of SCENES.entries()) {
    const view = await playScene(context, {
      scene,
      number: index + 1,
      project: project(),
      executions,
      journals,
      onStep: () => {
        firstStep.at ??= Date.now();
      },
    });
    if (view === null) return EXIT.interrupted;
  }
  const first = firstStep.at ?? Date.now();
  sayLine(
    stdout,
    dim(`First step ${duration(first - startedAt)} after the command, all three runs ${duration(Date.now() - first)}.`),
  );
  if (isShort || !stdout.isTty) return EXIT.completed;
  const doors = await openTourDoors(here, live, temporal, log);
  stops.push(() => doors.close());
  printTour(context, temporal, doors, journals);
  await whenAborted(signal);
  return EXIT.completed;
}

/** The demo runs this package's own project, wherever the user stands. */
function inPackage(context: Context, marketingUrl: string): Context {
  const { SAGAFLOW_PLATFORM: _platform, SAGAFLOW_DEFINITIONS: _definitions, ...environment } = context.environment;
  return {
    ...context,
    cwd: context.packageFolder,
    environment: { ...environment, MARKETING_SERVER_URL: marketingUrl },
  };
}

/** For those who stay: the same definitions by REST and as MCP tools. */
async function openTourDoors(here: Context, live: LiveProject, temporal: LocalTemporal, log: Logger): Promise<Doors> {
  const settings = await onFreePort(await readDoorSettings(here, 'dev'));
  return openDoors(here, openOperations(here, live, temporal), settings, log);
}

function printTour(context: Context, temporal: LocalTemporal, { url }: Doors, journals: string): void {
  const { uiAddress, connectionOptions } = temporal;
  const { address } = connectionOptions;
  const { stdout } = context;
  const { bold, dim } = stdout.colours;
  sayLine(stdout);
  sayLine(stdout, bold('Look around'));
  if (uiAddress !== undefined) sayLine(stdout, `  Every step of every run   ${uiAddress}`);
  sayLine(stdout, `  The definitions by REST   ${url}/docs`);
  sayLine(stdout, `  The same as MCP tools     ${url}/mcp`);
  sayLine(stdout, `  What the servers recorded ${journals}`);
  sayLine(
    stdout,
    `  From another terminal     TEMPORAL_ADDRESS=${address} npx sagaflow show ${SCENES.at(-1)?.definition ?? ''}/${SCENES.at(-1)?.id ?? ''}`,
  );
  sayLine(stdout, dim('Ctrl-C stops everything.'));
}
