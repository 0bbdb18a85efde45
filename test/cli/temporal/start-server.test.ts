import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectTemporal } from '../../../cli/temporal/connect.ts';
import { TemporalStartFailed, TemporalUnreachable, WrongSearchAttribute } from '../../../cli/temporal/errors.ts';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import { locateTemporal } from '../../../cli/temporal/locate.ts';
import { ensureSearchAttributes, findMissingAttributes } from '../../../cli/temporal/search-attributes.ts';
import { startTemporalServer } from '../../../cli/temporal/start-server.ts';
import type { StartServerOptions } from '../../../cli/temporal/start-server.ts';
import { locateOptions } from '../../support/temporal.ts';
import { isGroupAlive, program, temporaryFolder } from './programs.ts';

let binary = '';

beforeAll(async () => {
  const options = locateOptions();
  const environment = { ...options.environment, TEMPORAL_ADDRESS: undefined };
  const located = await locateTemporal({ ...options, environment, say: (line) => process.stderr.write(`${line}\n`) });
  if ('binary' in located) binary = located.binary;
}, 600_000);

async function start(options: Partial<StartServerOptions> = {}) {
  const lines: string[] = [];
  const defaults = { binary, port: 0, uiPort: false as const, searchAttributes: {} };
  const server = await startTemporalServer({ ...defaults, ...options, say: (line) => lines.push(line) });
  onTestFinished(() => server.stop());
  return { server, lines };
}

/** Keeps a port taken for the test. */
async function takePort(): Promise<number> {
  const port = await findFreePort('127.0.0.1', 0);
  const listener = createServer().listen(port, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => void listener.close());
  return port;
}

describe('startTemporalServer', { timeout: 60_000 }, () => {
  it('serves the namespace with its search attributes, and leaves nothing behind after stop', async () => {
    const { server, lines } = await start({ namespace: 'orders', searchAttributes: { SagaState: 'Keyword' } });
    expect(lines).toEqual([]);
    const { connection } = await connectTemporal({ environment: {}, server });
    const attributes = await connection.operatorService.listSearchAttributes({ namespace: 'orders' });
    expect(Object.keys(attributes.customAttributes)).toContain('SagaState');
    await connection.close();
    await server.stop();
    expect(isGroupAlive(server.pid)).toBe(false);
    expect(await server.exited).toMatchObject({ expected: true });
  });

  it('passes over taken ports and says so', async () => {
    const port = await takePort();
    const uiPort = await takePort();
    const { server, lines } = await start({ port, uiPort });
    const ui = new URL(server.uiAddress ?? '');
    expect(lines).toEqual([
      `Port ${String(port)} is taken: Temporal listens on ${server.address.replace('127.0.0.1:', '')}.`,
      `Port ${String(uiPort)} is taken: Temporal's web UI listens on ${ui.port}.`,
    ]);
    expect((await fetch(ui)).status).toBe(200);
  });

  it('starts several servers at once from the same first port', async () => {
    const port = await findFreePort('127.0.0.1', 42_000);
    const servers = await Promise.all([start({ port }), start({ port }), start({ port })]);
    expect(new Set(servers.map(({ server }) => server.address)).size).toBe(3);
    for (const { server } of servers) expect(isGroupAlive(server.pid)).toBe(true);
  });

  it('keeps what is in its database file', async () => {
    const dbFilename = join(await temporaryFolder(), 'data', 'temporal.db');
    const first = await start({ dbFilename, namespace: 'kept' });
    await first.server.stop();
    const second = await start({ dbFilename });
    const kept = await connectTemporal({ environment: {}, server: { ...second.server, namespace: 'kept' } });
    await kept.connection.close();
  });

  it('leaves nothing behind when its parent is killed', async () => {
    const script = fileURLToPath(new URL('server-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, ['--import', 'tsx', script, binary], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const { pid } = JSON.parse(line) as { pid: number };
    expect(isGroupAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(
      () => {
        expect(isGroupAlive(pid)).toBe(false);
      },
      { timeout: 10_000 },
    );
  });

  it('fails with the last lines of a server that dies at start', async () => {
    const folder = await temporaryFolder();
    const dying = await program(join(folder, 'temporal'), `console.error('Error: unknown flag'); process.exitCode = 1`);
    const logFile = join(folder, 'logs', 'temporal.log');
    const failure = start({ binary: dying, logFile });
    await expect(failure).rejects.toBeInstanceOf(TemporalStartFailed);
    await expect(failure).rejects.toThrow(
      `"${dying}" ended with code 1 before it was ready. Its last lines:\n  Error: unknown flag`,
    );
    await vi.waitFor(async () => {
      expect(await readFile(logFile, 'utf8')).toBe('Error: unknown flag\n');
    });
  });

  it('tries other ports when the server loses the race for one', async () => {
    const folder = await temporaryFolder();
    const real = JSON.stringify(binary);
    const marker = JSON.stringify(join(folder, 'lost'));
    const losesOnce = `const { existsSync, writeFileSync } = require('node:fs');
      if (!existsSync(${marker})) {
        writeFileSync(${marker}, '');
        console.error('bind: address already in use');
        process.exitCode = 1;
      } else require('node:child_process').spawn(${real}, process.argv.slice(2), { stdio: 'inherit' });`;
    const { server } = await start({ binary: await program(join(folder, 'temporal'), losesOnce) });
    expect(isGroupAlive(server.pid)).toBe(true);
  });
});

describe('ensureSearchAttributes', { timeout: 60_000 }, () => {
  const keywords = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'Keyword' as const]));

  it('creates what is missing, any number of times and from several processes at once, and Temporal takes it then', async () => {
    const { server } = await start({ searchAttributes: { SagaState: 'Keyword' } });
    const { connection, namespace } = await connectTemporal({ environment: {}, server });
    const attributes = { SagaState: 'Keyword', Tenant: 'Keyword', DefinitionVersion: 'Int' } as const;
    expect([...(await findMissingAttributes(connection, namespace, attributes))]).toEqual([
      'Tenant',
      'DefinitionVersion',
    ]);
    const ensure = () => ensureSearchAttributes(connection, namespace, attributes);
    expect(await Promise.all([ensure(), ensure(), ensure()])).toEqual([[], [], []]);
    expect(await ensure()).toEqual([]);
    expect(await findMissingAttributes(connection, namespace, attributes)).toEqual(new Set());
    const query = 'Tenant IS NULL AND DefinitionVersion IS NULL';
    expect((await connection.workflowService.countWorkflowExecutions({ namespace, query })).count.toNumber()).toBe(0);
    await connection.close();
  });

  it('creates as many as there is room for, in their order, and says why the others are missing', async () => {
    const others = keywords(...Array.from({ length: 9 }, (_, index) => `Other${String(index)}`));
    const { server } = await start({ searchAttributes: others });
    const { connection, namespace } = await connectTemporal({ environment: {}, server });
    const missing = await ensureSearchAttributes(connection, namespace, keywords('SagaState', 'Tenant'));
    const reason = expect.stringContaining('more than 10 search attribute of type Keyword') as string;
    expect(missing).toEqual([{ name: 'Tenant', type: 'Keyword', reason }]);
    await connection.close();
  });

  it('refuses one of another type, and says how to mend it', async () => {
    const { server } = await start({ searchAttributes: { SagaState: 'Int' } });
    const { connection, namespace } = await connectTemporal({ environment: {}, server });
    const ensuring = ensureSearchAttributes(connection, namespace, keywords('SagaState'));
    await expect(ensuring).rejects.toBeInstanceOf(WrongSearchAttribute);
    await expect(ensuring).rejects.toThrow(
      'Search attribute "SagaState" has the type Int in namespace "default" and must have the type Keyword',
    );
    await expect(ensuring).rejects.toThrow(
      'search-attribute create --namespace default --name SagaState --type Keyword',
    );
    await expect(ensureSearchAttributes(connection, 'nowhere', keywords('SagaState'))).rejects.toBeInstanceOf(
      TemporalUnreachable,
    );
    await connection.close();
  });
});

describe('connectTemporal', { timeout: 60_000 }, () => {
  it('takes address and namespace from the environment', async () => {
    const { server } = await start({ namespace: 'orders' });
    const environment = { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'orders' };
    const { connection, namespace, connectionOptions } = await connectTemporal({ environment });
    expect({ namespace, address: connectionOptions.address }).toEqual({ namespace: 'orders', address: server.address });
    await connection.close();
    const other = connectTemporal({ environment: { ...environment, TEMPORAL_NAMESPACE: 'nowhere' } });
    await expect(other).rejects.toThrow(
      `Temporal at "${server.address}" has no namespace "nowhere". Create it, or set TEMPORAL_NAMESPACE.`,
    );
  });

  it('names the address and the remedy when nobody answers', async () => {
    const address = `127.0.0.1:${String(await findFreePort('127.0.0.1', 0))}`;
    const connecting = connectTemporal({ environment: { TEMPORAL_ADDRESS: address } });
    await expect(connecting).rejects.toBeInstanceOf(TemporalUnreachable);
    await expect(connecting).rejects.toThrow(`Temporal at "${address}" does not answer`);
    await expect(connecting).rejects.toThrow('sagaflow dev');
  });
});
