import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readProject } from '../../project/project.ts';
import { projectSources } from '../../project/servers.ts';

async function folder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'servers-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Name and fingerprint of each server that platform.yaml declares. */
async function fingerprints(cwd: string, servers: string): Promise<Record<string, string>> {
  await writeFile(join(cwd, 'platform.yaml'), `mcpServers:\n${servers}`);
  const project = await readProject({ cwd });
  expect(project.diagnostics).toEqual([]);
  const sources = projectSources(project, {}, {});
  return Object.fromEntries(sources.map(({ name, fingerprint }) => [name, fingerprint ?? '']));
}

it('a server stays the same wherever it stands in platform.yaml, and is another when anything about it changes', async () => {
  const cwd = await folder();
  const crm = '  crm: { url: "http://127.0.0.1:9/mcp", headers: { authorization: s3cret } }\n';
  const first = await fingerprints(cwd, crm);
  const moved = await fingerprints(cwd, `  # a comment\n  files: { command: "./files" }\n${crm}`);
  expect(moved).toEqual({ crm: first['crm'], files: expect.any(String) as string });
  for (const change of ['timeout: 5s', 'protocol: modern', 'trusted: true']) {
    const changed = await fingerprints(cwd, crm.replace('{ url', `{ ${change}, url`));
    expect(changed, change).not.toEqual(first);
  }
  expect(JSON.stringify(first)).not.toContain('s3cret');
});
