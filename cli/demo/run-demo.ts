import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Operations } from '../../api/operations/operations.ts';
import { startModernSample } from '../../samples/start-modern-sample.ts';
import { createLog, logServers } from '../../project/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { CommandError, sayLine } from '../../mains/context.ts';
import type { Context } from '../../mains/context.ts';
import { onFreePort, readDoorSettings } from '../../mains/settings/door-settings.ts';
import { openLiveProject } from '../../mains/live-project.ts';
import type { LiveProject } from '../../mains/live-project.ts';
import { openLocalTemporal } from '../../mains/local-temporal.ts';
import type { LocalTemporal } from '../../mains/local-temporal.ts';
import { logLevel } from '../../mains/settings/log-level.ts';
import { openDoors } from '../../mains/open-doors.ts';
import type { Doors } from '../../mains/open-doors.ts';
import { openOperations } from '../../mains/open-operations.ts';
import { openWorker } from '../../mains/run-worker.ts';
import { serveLive } from '../../mains/served-definitions.ts';
import { whenAborted } from '../../mains/when-aborted.ts';
import { EXIT } from '../../mains/exit-codes.ts';
import { settingsForOtherTerminal } from '../other-terminal.ts';
import { playScene } from './play-scene.ts';
import { SCENES } from './scenes.ts';
import { inWords } from '../../plan/duration.ts';

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
  const { stdout, signal } = context;
  const { bold, dim } = stdout.colours;
  sayLine(stdout, `${bold('Sagaflow demo')}  ${dim('YAML definitions, MCP tools, Temporal underneath')}`);
  const log = createLog(logLevel(context, 'silent'));
  installRuntime(log);
  const stage = await openStage(context, log, stops);
  if (!(await playScenes(context, stage))) return EXIT.interrupted;
  if (isShort || !stdout.isTty) return EXIT.completed;
  // For those who stay: the same definitions by REST and as MCP tools.
  const settings = await onFreePort(await readDoorSettings(stage.here, 'dev'));
  const doors = await openDoors(stage.here, stage.operations, settings, log);
  stops.push(() => doors.close());
  printTour(context, stage, doors);
  await whenAborted(signal);
  return EXIT.completed;
}

interface Stage {
  /** The context with the demo's own project. */
  here: Context;
  temporal: LocalTemporal;
  live: LiveProject;
  operations: Operations;
  /** Folder of the servers' own journals. */
  journals: string;
}

/** Servers, Temporal and a worker; `stops` gets what ends them. */
async function openStage(context: Context, log: Logger, stops: (() => Promise<void>)[]): Promise<Stage> {
  const { stderr } = context;
  const say = (line: string): void => sayLine(stderr, stderr.colours.dim(line));
  const journals = await mkdtemp(join(tmpdir(), 'sagaflow-demo-'));
  const sample = await startModernSample({ port: 0, dir: journals });
  stops.push(() => sample.close());
  const here = inPackage(context, sample.url);
  const logFile = join(journals, 'temporal.log');
  const temporal = await openLocalTemporal(here, { port: 0, uiPort: 0, logFile, say });
  stops.push(() => temporal.stop());
  const childEnvironment = { SAGAFLOW_SAMPLES_DIR: journals };
  const live = await openLiveProject(here, { log: logServers(log), childEnvironment });
  stops.push(() => live.close());
  const worker = await openWorker(here, live, temporal);
  stops.push(() => worker.shutdown());
  return { here, temporal, live, operations: openOperations(here, serveLive(live), temporal), journals };
}

/** False when the user stopped it. */
async function playScenes(context: Context, { live, operations, journals }: Stage): Promise<boolean> {
  const { stdout, startedAt } = context;
  const firstStep: { at?: number } = {};
  const onStep = (): void => {
    firstStep.at ??= Date.now();
  };
  for (const [index, scene] of SCENES.entries()) {
    const project = live.project();
    const view = await playScene(context, { scene, number: index + 1, project, operations, journals, onStep });
    if (view === null) return false;
  }
  const first = firstStep.at ?? Date.now();
  const times = `First step ${inWords(first - startedAt)} after the command, all three runs ${inWords(Date.now() - first)}.`;
  sayLine(stdout, stdout.colours.dim(times));
  return true;
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

function printTour(context: Context, { temporal, journals }: Stage, { url }: Doors): void {
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
    `  From another terminal     ${settingsForOtherTerminal({ address, uiAddress })}npx sagaflow show ${SCENES.at(-1)?.definition ?? ''}/${SCENES.at(-1)?.id ?? ''}`,
  );
  sayLine(stdout, dim('Ctrl-C stops everything.'));
}
