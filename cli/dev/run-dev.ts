import { join } from 'node:path';
import { createLog, logServers } from '../../project/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { CommandError, sayLine } from '../../mains/context.ts';
import type { Context } from '../../mains/context.ts';
import { EXIT } from '../../mains/exit-codes.ts';
import { taskQueueOf, uiAddressOf } from '../../mains/settings/temporal-place.ts';
import { onFreePort, readDoorSettings } from '../../mains/settings/door-settings.ts';
import { keepReconciler, wantsReconciler } from '../../mains/keep-reconciler.ts';
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
import { metricsAddressOf } from '../../mains/settings/metrics-address.ts';
import { whenAborted } from '../../mains/when-aborted.ts';
import { watchProject } from '../../mains/watch-project.ts';
import { settingsForOtherTerminal } from '../other-terminal.ts';

export interface DevOptions {
  port: number;
  uiPort: number;
  db?: string;
}

/** Temporal, worker, REST, MCP facade and servers in one process, until Ctrl-C; definitions and platform.yaml are read again when they change. */
export async function runDev(context: Context, { port, uiPort, db }: DevOptions): Promise<number> {
  const { stdout, stderr, signal, environment } = context;
  const log = createLog(logLevel(context, 'warn'));
  const reconciles = wantsReconciler(context);
  const settings = await readDoorSettings(context, 'dev');
  installRuntime(log, { metricsAddress: metricsAddressOf(environment) });
  const live = await openLiveProject(context, { log: logServers(log) });
  const stops: (() => Promise<void>)[] = [() => live.close()];
  try {
    const { folder } = live.project();
    const say = (line: string): void => sayLine(stderr, stderr.colours.dim(line));
    const logFile = join(folder, '.sagaflow', 'temporal.log');
    const temporal = await openLocalTemporal(context, { port, uiPort, dbFilename: db, logFile, say });
    stops.unshift(() => temporal.stop());
    const taskQueue = taskQueueOf(environment);
    const { connectionOptions, namespace, missingAttributes } = temporal;
    const worker = await openWorker(context, live, temporal);
    stops.unshift(() => worker.shutdown());
    await keepReconciler(context, reconciles, temporal, taskQueue);
    const { connection } = temporal;
    const uiAddress = temporal.uiAddress ?? uiAddressOf(environment, connectionOptions.address);
    const place = { connection, namespace, uiAddress, missingAttributes };
    const operations = openOperations(context, serveLive(live), place);
    const doors = await openDoors(context, operations, await onFreePort(settings), log);
    stops.unshift(() => doors.close());
    stops.unshift(watchProject(context, live.project(), live.reload));
    printAddresses(context, temporal, live, doors);
    if (settings.identity.kind === 'off') warnThatIdentityIsOff(context);
    const failed = worker.finished.then(
      () => 'The worker has stopped.',
      (error: unknown) => `The worker failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    const ended = await Promise.race([whenAborted(signal), temporal.ended, failed]);
    if (ended !== undefined) throw new CommandError(EXIT.unreachable, ended);
    sayLine(stdout, 'Stopping …');
    return EXIT.completed;
  } finally {
    for (const stop of stops) await stop().catch((error: unknown) => sayLine(stderr, String(error)));
  }
}

function printAddresses(
  context: Context,
  { connectionOptions, uiAddress }: LocalTemporal,
  live: LiveProject,
  { url }: Doors,
): void {
  const { stdout, startedAt } = context;
  const { bold, dim, green } = stdout.colours;
  const { plans, platform } = live.project();
  const { address } = connectionOptions;
  sayLine(
    stdout,
    `${green('✓')} ${bold('Sagaflow is running')} ${dim(`(${((Date.now() - startedAt) / 1_000).toFixed(1)} s)`)}`,
  );
  sayLine(stdout, `  Temporal     ${address}`);
  if (uiAddress !== undefined) sayLine(stdout, `  Temporal UI  ${uiAddress}`);
  sayLine(stdout, `  REST         ${url}/v1 ${dim(`(${url}/docs)`)}`);
  sayLine(stdout, `  MCP          ${url}/mcp`);
  sayLine(stdout, `  Definitions  ${[...plans.keys()].sort().join(', ')}`);
  sayLine(stdout, `  Servers      ${Object.keys(platform?.servers ?? {}).join(', ')}`);
  sayLine(stdout);
  const [first = 'my_definition'] = [...plans.keys()];
  sayLine(stdout, dim('In another terminal:'));
  sayLine(stdout, `  ${settingsForOtherTerminal({ address, uiAddress })}sagaflow run ${first} --input @input.json`);
  sayLine(stdout, dim('Definitions and platform.yaml are read again when they change. Ctrl-C stops everything.'));
}

function warnThatIdentityIsOff({ stderr }: Context): void {
  const what = 'Identity is off: everybody on this machine may start, decide and approve everything.';
  sayLine(stderr, `${stderr.colours.yellow('!')} ${what}`);
  sayLine(stderr, '  SAGAFLOW_API_KEYS_FILE or SAGAFLOW_JWT_ISSUER switch it on; "sagaflow keys new" makes a key.');
}
