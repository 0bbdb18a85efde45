import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { repositoryPath } from './read-yaml.ts';

/** A server that knows one path; gives its port. */
async function serve(path: string): Promise<string> {
  const server: Server = createServer((request, response) => {
    response.writeHead(request.url === path ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return String((server.address() as AddressInfo).port);
}

function exitCode(environment: Record<string, string>): Promise<number | null> {
  const script = repositoryPath('deploy/image/is-healthy.mjs');
  const child = spawn(process.execPath, [script], { env: environment, stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}

it('asks an API whether it lives', async () => {
  expect(await exitCode({ SAGAFLOW_HTTP_PORT: await serve('/healthz') })).toBe(0);
  expect(await exitCode({ SAGAFLOW_HTTP_PORT: await serve('/elsewhere') })).toBe(1);
});

it('asks a worker for its metrics', async () => {
  expect(await exitCode({ SAGAFLOW_METRICS: `0.0.0.0:${await serve('/metrics')}` })).toBe(0);
});

it('is not healthy where nothing listens', async () => {
  expect(await exitCode({ SAGAFLOW_METRICS: '0.0.0.0:1' })).not.toBe(0);
});
