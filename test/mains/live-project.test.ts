import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLiveProject } from '../../mains/live-project.ts';
import type { LiveProject } from '../../mains/live-project.ts';
import { testContext } from '../cli/support/test-context.ts';
import { here, program, textOf } from '../federation/programs.ts';
import { callOptions, isAlive, until } from '../federation/support.ts';

type Served = Record<string, { env?: Record<string, string> }>;

/** A platform.yaml of servers that all run the same program. */
function platform(servers: Served): string {
  const moody = program(`${here}servers/moody-stdio.ts`);
  if (moody.kind !== 'stdio') throw new Error('The test server is a program.');
  const { command, args } = moody;
  const entries = Object.entries(servers).map(([name, { env = {} }]) => [name, { command, args, env }]);
  // JSON is YAML.
  return JSON.stringify({ mcpServers: Object.fromEntries(entries) as unknown });
}

async function open(servers: Served) {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-live-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const save = (text: string): Promise<void> => writeFile(join(folder, 'platform.yaml'), text);
  await save(platform(servers));
  const { context, stderr } = testContext({ cwd: folder });
  const live = await openLiveProject(context, { log: () => undefined });
  onTestFinished(() => live.close());
  return { live, stderr, save, edit: (next: Served) => save(platform(next)) };
}

function ask(live: LiveProject, server: string, tool: string, args = {}, onProgress?: () => void) {
  const call = { server, tool, arguments: args, meta: {} };
  return live.federation.callTool(call, { ...callOptions(), onProgress });
}

async function whereIs(live: LiveProject, server: string): Promise<{ pid: number; env: Record<string, string> }> {
  return textOf(await ask(live, server, 'where')) as { pid: number; env: Record<string, string> };
}

describe('a platform.yaml that is edited while a process runs', () => {
  it('reaches the next call: servers come, change and go, and what is gone is closed', async () => {
    const { live, edit, stderr } = await open({ stays: {}, changes: { env: { MOOD: 'old' } }, goes: {} });
    const stayed = await whereIs(live, 'stays');
    const changed = await whereIs(live, 'changes');
    const gone = await whereIs(live, 'goes');
    expect(changed.env.MOOD).toBe('old');
    await edit({ stays: {}, changes: { env: { MOOD: 'new' } }, comes: {} });
    await live.reload();
    expect(live.federation.serverNames()).toEqual(['stays', 'changes', 'comes']);
    expect((await whereIs(live, 'stays')).pid).toBe(stayed.pid);
    expect((await whereIs(live, 'changes')).env.MOOD).toBe('new');
    expect((await whereIs(live, 'comes')).pid).not.toBe(gone.pid);
    expect(await ask(live, 'goes', 'where')).toMatchObject({ kind: 'refused_here', reason: 'unknown_server' });
    await until(() => !isAlive(gone.pid) && !isAlive(changed.pid));
    expect(stderr.text()).toBe('');
  });

  it('does not wait for a call that is under way, and does not cut it off', async () => {
    const { live, edit } = await open({ busy: {} });
    const { pid } = await whereIs(live, 'busy');
    let hasStarted = false;
    let hasEnded = false;
    const slow = ask(live, 'busy', 'slow', { ms: 2_000 }, () => (hasStarted = true)).finally(() => (hasEnded = true));
    await until(() => hasStarted);
    await edit({ other: {} });
    await live.reload();
    expect(live.federation.serverNames()).toEqual(['other']);
    expect(hasEnded).toBe(false);
    expect(await slow).toMatchObject({ kind: 'result', isError: false });
    await until(() => !isAlive(pid));
  });

  it('changes nothing while it cannot be read', async () => {
    const { live, save, stderr } = await open({ stays: {} });
    const { pid } = await whereIs(live, 'stays');
    await save('mcpServers: [');
    await live.reload();
    expect(stderr.text()).toContain('what worked before keeps working');
    expect((await whereIs(live, 'stays')).pid).toBe(pid);
  });
});
