import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareLock } from '../../compiler/lock/compare-lock.ts';
import type { Federation } from '../../federation/federation.ts';
import { startModernSample } from '../../samples/start-modern-sample.ts';
import { readProject, type Project } from '../../project/project.ts';
import { liveCatalog, projectFederation } from '../../project/servers.ts';

describe('tools.lock.json', () => {
  let folder: string;
  let project: Project;
  let federation: Federation;
  let modern: Awaited<ReturnType<typeof startModernSample>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sagaflow-lock-'));
    modern = await startModernSample({ port: 0, dir: folder });
    project = await readProject({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });
    const environment = { ...process.env, MARKETING_SERVER_URL: modern.url };
    federation = projectFederation(project, environment, () => undefined, { SAGAFLOW_SAMPLES_DIR: folder });
  });

  afterAll(async () => {
    await federation.close();
    await modern.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds what all sample servers offer now', async () => {
    const { catalog, unreachable } = await liveCatalog(federation, federation.serverNames());
    expect(unreachable).toEqual([]);
    expect(compareLock(project.catalog ?? { servers: {} }, catalog)).toEqual([]);
  });
});
