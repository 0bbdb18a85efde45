import { randomUUID } from 'node:crypto';
import { serveStdio } from '../api/mcp/serve-stdio.ts';
import { localCaller } from '../api/operations/caller.ts';
import { createLog, logServers } from '../project/log.ts';
import { CommandError } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { uiAddressOf } from './settings/temporal-place.ts';
import { checkAttributes } from './check-attributes.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import { facadeSettings } from './settings/door-settings.ts';
import { openLiveProject } from './live-project.ts';
import { logLevel } from './settings/log-level.ts';
import { openOperations } from './open-operations.ts';
import { serveLive } from './served-definitions.ts';
import { watchProject } from './watch-project.ts';

/**
 * The MCP facade on stdin and stdout, until the host closes stdin. Whoever starts it is the user of this machine and may do everything
 * that the command line may; stdout belongs to the protocol.
 */
export async function runMcp(given: Context): Promise<number> {
  const context: Context = { ...given, stdout: given.stderr };
  const { environment, signal, version } = context;
  const { settings, problems } = facadeSettings(context);
  if (problems.length > 0) throw new CommandError(EXIT.invalid, problems.join('\n'));
  const log = createLog(logLevel(context, 'warn'));
  const { connection, connectionOptions, namespace } = await connectTemporal({ environment });
  const stops: (() => Promise<void>)[] = [() => connection.close()];
  try {
    const live = await openLiveProject(context, { log: logServers(log) });
    stops.unshift(() => live.close());
    const uiAddress = uiAddressOf(environment, connectionOptions.address);
    const missingAttributes = await checkAttributes({ connection, namespace }, (line) => {
      log.warn(line);
    });
    const place = { connection, namespace, uiAddress, missingAttributes };
    const operations = openOperations(context, serveLive(live), place);
    stops.unshift(watchProject(context, live.project(), live.reload));
    const deps = { operations, settings, log, version, now: () => Date.now(), randomId: randomUUID };
    // Nobody has verified who it is; the approver may well be the same person.
    await serveStdio(deps, given.stdio, localCaller(null), signal);
    return EXIT.completed;
  } finally {
    for (const stop of stops) await stop().catch((error: unknown) => log.warn(String(error)));
  }
}
