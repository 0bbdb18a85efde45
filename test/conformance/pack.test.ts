import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProject } from '../../project/project.ts';
import { projectFederation, withLiveCatalog } from '../../project/servers.ts';
import type { RunningServer } from '../federation/servers/http.ts';
import { startToolServer } from './server/start-tool-server.ts';

let tools: RunningServer;

beforeAll(async () => {
  tools = await startToolServer(() => Promise.resolve());
});
afterAll(() => tools.close());

it('has no mistake against the tools of its server', async () => {
  const project = await readProject({ cwd: join(import.meta.dirname, 'project') });
  const federation = projectFederation(project, { CONFORMANCE_SERVER_URL: tools.url }, () => undefined);
  try {
    const { diagnostics, skipped, plans } = await withLiveCatalog(project, federation);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(skipped).toEqual([]);
    expect(plans.size).toBe(project.definitions.length);
  } finally {
    await federation.close();
  }
});
