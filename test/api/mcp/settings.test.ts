import { expect, it } from 'vitest';
import { readFacadeSettings } from '../../../api/mcp/settings.ts';

const random = (): Uint8Array => new Uint8Array(32).fill(9);

it('waits 20 seconds and signs with a secret of its own where nothing is said', () => {
  const { settings, problems } = readFacadeSettings({ SAGAFLOW_MCP_WAIT: '', SAGAFLOW_MCP_SECRET: '' }, random);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ waitMs: 20_000, secret: random() });
});

it('takes the wait and the secret from the environment', () => {
  const secret = 'x'.repeat(32);
  const { settings, problems } = readFacadeSettings({ SAGAFLOW_MCP_WAIT: '2.5', SAGAFLOW_MCP_SECRET: secret }, random);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ waitMs: 2_500, secret: new TextEncoder().encode(secret) });
});

it.each(['-1', '61', 'soon', '1e1'])('says what is wrong with a wait of "%s"', (wait) => {
  expect(readFacadeSettings({ SAGAFLOW_MCP_WAIT: wait }, random).problems).toEqual([
    expect.stringContaining('SAGAFLOW_MCP_WAIT'),
  ]);
});

it('says that a secret is too short, and not the secret', () => {
  const [problem] = readFacadeSettings({ SAGAFLOW_MCP_SECRET: 'hunter2' }, random).problems;
  expect(problem).toContain('at least 32');
  expect(problem).not.toContain('hunter2');
});
