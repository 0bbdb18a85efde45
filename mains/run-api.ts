import { createLog, logServers } from '../project/log.ts';
import { sayLine } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { uiAddressOf } from './settings/temporal-place.ts';
import { checkAttributes } from './check-attributes.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import { readDoorSettings } from './settings/door-settings.ts';
import { openLiveProject } from './live-project.ts';
import { logLevel } from './settings/log-level.ts';
import { openDoors } from './open-doors.ts';
import { openOperations } from './open-operations.ts';
import { serveLive } from './served-definitions.ts';
import { watchProject } from './watch-project.ts';
import { whenAborted } from './when-aborted.ts';

/** REST and the MCP facade as a process of its own, until SIGTERM; requests under way are let end. Keeps no state. */
export async function runApi(context: Context): Promise<number> {
  const { environment, signal, stderr } = context;
  const log = createLog(logLevel(context, 'info'));
  const settings = await readDoorSettings(context, 'api');
  const { connection, connectionOptions, namespace } = await connectTemporal({ environment });
  const stops: (() => Promise<void>)[] = [() => connection.close()];
  try {
    const live = await openLiveProject(context, { log: logServers(log) });
    stops.unshift(() => live.close());
    const missingAttributes = await checkAttributes({ connection, namespace }, (line) => {
      log.warn(line);
    });
    const { address } = connectionOptions;
    const uiAddress = uiAddressOf(environment, address);
    const place = { connection, namespace, uiAddress, missingAttributes };
    const operations = openOperations(context, serveLive(live), place);
    const doors = await openDoors(context, operations, settings, log);
    stops.unshift(() => doors.close());
    stops.unshift(watchProject(context, live.project(), live.reload));
    const definitions = [...live.project().plans.keys()].sort();
    log.info({ url: doors.url, temporal: address, namespace, definitions }, 'API is ready');
    await whenAborted(signal);
    return EXIT.completed;
  } finally {
    for (const stop of stops) await stop().catch((error: unknown) => sayLine(stderr, String(error)));
    log.info('API has stopped');
  }
}
