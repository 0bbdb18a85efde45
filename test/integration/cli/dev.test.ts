import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cli, createProject, interrupt, repository, startCli, untilItSays } from './project.ts';

const stock = (tool: string): string => `
workflow_definition:
  name: stock
  steps:
    - name: stock
      mcp_server: inventory_server
      action: ${tool}
`;

/** Process ids that descend from a process, by what the system says. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([own = 0]) => [own, ...below(own)]);
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('dev', () => {
  it('runs everything, keeps the last good plan of a broken file, takes a mended one, and leaves no process behind', async () => {
    const project = createProject({ 'stock.yaml': stock('get_stock') });
    const dev = startCli(['dev', '--port', '0', '--ui-port', '0'], project.folder);
    try {
      const said = await untilItSays(dev, 'Ctrl-C stops everything');
      const address = /Temporal {5}(\S+)/.exec(said)?.[1] ?? '';
      expect(said).toMatch(/Temporal UI {2}http:\/\/127\.0\.0\.1:\d+/);
      const run = () =>
        cli(['run', 'stock', '--input', '{"sku": "desk-lamp"}'], project.folder, { TEMPORAL_ADDRESS: address });
      expect(await run()).toMatchObject({ code: 0 });

      const complaint = untilItSays(dev, 'what worked before keeps working');
      project.write('definitions/stock.yaml', stock('get_stok'));
      expect(await complaint).toContain('definitions/stock.yaml:7:15 error unknown-tool');

      const news = untilItSays(dev, 'stock has changed');
      project.write('definitions/stock.yaml', `${stock('get_stock')}      timeout: 5s\n`);
      await news;
      expect(await run()).toMatchObject({ code: 0 });

      const children = descendants(dev.pid ?? 0);
      expect(children.length).toBeGreaterThan(2);
      expect(await interrupt(dev)).toBe(0);
      expect(children.filter(isAlive)).toEqual([]);
    } finally {
      await interrupt(dev);
      project.remove();
    }
  });
});

describe('demo --exit', () => {
  it('runs the onboarding and both orders, undoes the declined one, and ends with 0', async () => {
    const { code, out, err } = await cli(['demo', '--exit'], repository);
    expect(err).not.toMatch(/error|Warning/);
    expect(out).toMatch(/✓ send_welcome.create_support_ticket/);
    expect(out).toMatch(/↶ reserve_inventory undone by inventory_server.release_reservation/);
    expect(out).toContain("The servers' own journals: 1 effect applied, 1 undone: nothing left behind");
    expect(out).toMatch(/First step .* after the command/);
    expect(code).toBe(0);
  });
});
