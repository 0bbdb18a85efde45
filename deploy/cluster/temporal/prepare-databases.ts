import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import type { Postgres } from '../postgres/start-postgres.ts';
import type { Desk } from '../world.ts';
import { SQL_PLUGIN } from './server-config.ts';

/** Database and the schema in it, of those that Temporal's tool has in itself. */
const DATABASES = { temporal: 'postgresql/v12/temporal', temporal_visibility: 'postgresql/v12/visibility' };

/** Creates Temporal's two databases and brings their schemas to the version of the server. */
export async function prepareDatabases(desk: Desk, sqlTool: string, postgres: Postgres): Promise<void> {
  for (const [database, schema] of Object.entries(DATABASES)) {
    const run = (...args: string[]): Promise<void> => runTool(desk, sqlTool, postgres, database, args);
    await run('create-database', '--defaultdb', 'postgres');
    await run('setup-schema', '--version', '0.0');
    await run('update-schema', '--schema-name', schema);
  }
  desk.say(`Created the databases ${Object.keys(DATABASES).join(' and ')} with Temporal's schemas`);
}

async function runTool(
  { environment, signal }: Desk,
  sqlTool: string,
  { host, port, user, password }: Postgres,
  database: string,
  args: string[],
): Promise<void> {
  const end = await runToEnd(sqlTool, args, {
    environment: {
      ...environment,
      SQL_PLUGIN,
      SQL_HOST: host,
      SQL_PORT: String(port),
      SQL_USER: user,
      SQL_PASSWORD: password,
      SQL_DATABASE: database,
    },
    signal,
    everyMs: 60_000,
    onTick: () => undefined,
  });
  if (end.code !== 0) throw new Error(`temporal-sql-tool ${args.join(' ')} failed:\n  ${end.lastLines.join('\n  ')}`);
}
