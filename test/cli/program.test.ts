import { mkdtempSync, rmSync, writeFileSync, mkdirSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/program.ts';
import type { Context } from '../../mains/context.ts';
import { repository, testContext } from './support/test-context.ts';

async function run(args: string[], changes: Partial<Context> = {}) {
  const { context, stdout, stderr } = testContext(changes);
  const code = await runCli(args, context);
  return { code, out: stdout.text(), err: stderr.text() };
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sagaflow-cli-'));
  for (const file of ['platform.yaml', 'tools.lock.json']) cpSync(join(repository, file), join(folder, file));
  mkdirSync(join(folder, 'definitions'));
  writeFileSync(
    join(folder, 'definitions', 'order.yaml'),
    'saga_definition:\n  name: order\n  steps:\n    - name: charge\n      mcp_server: payment_server\n      action: charge_crad\n',
  );
  writeFileSync(
    join(folder, 'definitions', 'stock.yaml'),
    'workflow_definition:\n  name: stock\n  steps:\n    - name: stock\n      mcp_server: inventory_server\n      action: get_stock\n',
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COMMANDS = [
  'demo',
  'dev',
  'validate',
  'explain',
  'graph',
  'lock',
  'schema',
  'doctor',
  'run',
  'start',
  'list',
  'show',
  'approve',
  'reject',
  'decide',
  'signal',
  'cancel',
  'apply',
  'schedules',
  'worker',
  'api',
  'mcp',
  'keys',
];

describe('usage', () => {
  it('without a command is the help, which lists every command and the exit codes', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    for (const command of COMMANDS) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(out).toContain('Exit codes:');
  });

  it.each(COMMANDS)('of %s has examples', async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Examples:\n  $ ');
  });

  it.each([
    [['frob'], "unknown command 'frob'"],
    [['validat'], 'Did you mean validate?'],
    [['show'], "missing required argument 'id'"],
    [['validate', '--strickt'], "unknown option '--strickt'"],
    [['list', '--limit', 'many'], 'It is a number from 1 to 1000.'],
    [['list', '--state', 'parket'], 'It is one of forward'],
    [['graph', 'stock', '--format', 'png'], 'There are mermaid, dot, svg.'],
    [['validate', 'nowhere.yaml'], 'There is no file or folder "nowhere.yaml".'],
  ])('%j is refused with 1 and a sentence', async (args, sentence) => {
    const { code, err, out } = await run(args);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(out).toBe('');
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe('validate', () => {
  it('finds nothing wrong with this repository', async () => {
    const { code, out } = await run(['validate', '--offline', '--strict', 'definitions/order_processing_saga.yaml']);
    expect(out).toContain('✓ 1 definition file, no problems');
    expect(code).toBe(0);
  });

  it('prints a problem with its place and ends with 2', async () => {
    const { code, out } = await run(['validate', '--offline'], { cwd: folder });
    expect(out).toContain('definitions/order.yaml:6:15 error unknown-tool');
    expect(out).toContain('Did you mean "charge_card"?');
    expect(out).toContain('1 error in 2 definition files');
    expect(code).toBe(2);
  });

  it('with --json prints one document a problem on stdout and the rest on stderr', async () => {
    const { code, out, err } = await run(['validate', '--offline', '--json'], { cwd: folder });
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { code: string }).code),
    ).toEqual(['unknown-tool']);
    expect(err).toContain('1 error');
    expect(code).toBe(2);
  });

  it('with --sarif prints one SARIF document', async () => {
    const { out } = await run(['validate', '--offline', '--sarif'], { cwd: folder });
    expect(JSON.parse(out)).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'unknown-tool' }] }] });
  });

  it('counts warnings with --strict', async () => {
    const file = join(folder, 'warns.yaml');
    writeFileSync(
      file,
      'saga_definition:\n  name: warns\n  steps:\n    - name: charge\n      mcp_server: payment_server\n      action: charge_card\n',
    );
    expect((await run(['validate', '--offline', file], { cwd: folder })).code).toBe(0);
    expect((await run(['validate', '--offline', '--strict', file], { cwd: folder })).code).toBe(2);
  });
});

describe('looking at a definition', () => {
  it('explain prints where arguments come from', async () => {
    const { code, out } = await run(['explain', 'order_processing_saga']);
    expect(out).toMatch(
      /create_shipment +schedule_delivery +reservation_id +← steps.reserve_inventory.output.reservation_id/,
    );
    expect(out).toMatch(
      /Undone, when the last step fails\n {2}1\. +update_customer +crm_server.revert_purchase_record/,
    );
    expect(code).toBe(0);
  });

  it('explain --json is one document', async () => {
    const { out } = await run(['explain', 'order_processing_saga', '--json']);
    expect(JSON.parse(out)).toMatchObject({ name: 'order_processing_saga', kind: 'saga' });
  });

  it('graph prints Mermaid, DOT and SVG', async () => {
    expect((await run(['graph', 'order_processing_saga'])).out).toMatch(/^flowchart/m);
    expect((await run(['graph', 'order_processing_saga', '--format', 'dot'])).out).toMatch(/^digraph/);
    const { out: svg } = await run(['graph', 'order_processing_saga', '--format', 'svg']);
    expect(svg).toMatch(/<svg [^]*reserve_inventory[^]*<\/svg>\n$/);
  });

  it('of an unknown name says which may be meant, and ends with 2', async () => {
    const { code, err } = await run(['explain', 'order_processing_sagas']);
    expect(err).toContain('Did you mean "order_processing_saga"?');
    expect(code).toBe(2);
  });

  it('prints why a definition could not be compiled', async () => {
    const { code, err } = await run(['explain', 'order'], { cwd: folder });
    expect(err).toContain('definitions/order.yaml:6:15 error unknown-tool');
    expect(code).toBe(2);
  });

  it('schema is a JSON Schema', async () => {
    expect(JSON.parse((await run(['schema'])).out)).toHaveProperty('$schema');
    expect(JSON.parse((await run(['schema', '--platform'])).out)).toHaveProperty('$schema');
  });
});

describe('starting', () => {
  it.each([
    [['--input', '{bad'], '--input is no JSON: '],
    [['--input', 'NaN'], '--input is no JSON: '],
    [['--input', '@nowhere.json'], '--input names "nowhere.json", which cannot be read: there is no such file.'],
  ])('with %j ends with 2 before Temporal is asked', async (options, sentence) => {
    const { code, err } = await run(['start', 'order_processing_saga', ...options]);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });

  it('an unknown definition ends with 2', async () => {
    const { code, err } = await run(['run', 'order_processing_sag']);
    expect(err).toContain('Did you mean "order_processing_saga"?');
    expect(code).toBe(2);
  });

  it('without a Temporal server ends with 5 and the remedy, also with --json', async () => {
    const { code, out, err } = await run(['list', '--json']);
    expect(err).toContain('Start one with "sagaflow dev", or set TEMPORAL_ADDRESS');
    expect(out).toBe('');
    expect(code).toBe(5);
  });

  it('where there is no project says so', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'sagaflow-empty-'));
    const { code, err } = await run(['validate'], { cwd: empty });
    rmSync(empty, { recursive: true });
    expect(err).toContain('There is no project here');
    expect(code).toBe(2);
  });
});
