import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serialiseLock } from '../../../compiler/lock/serialise-lock.ts';
import { startLab, type Lab } from '../../support/lab/lab.ts';
import type { LabTool, Reply } from '../../support/lab/tools.ts';
import { endOf, openTestProject, viewOf, waitForWait, type End, type TestProject } from '../../support/project.ts';

const calling = (name: string, server: string, tool: string): string => `
workflow_definition:
  name: ${name}
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: it, mcp_server: ${server}, action: ${tool}, arguments: { name: "\${{ input.name }}" }, retry_policy: { max_attempts: 1 } }
  output: { it: "\${{ steps.it.output }}" }
`;

const programs = (lab: Lab): string => `${lab.platform}
  no_program:
    command: sagaflow-no-such-program
  dies:
    command: node
    args: ["-e", "console.error('cannot open ledger.db'); process.exit(3)"]
  secret:
    command: node
    args: [server.js]
    env: { API_KEY: "\${SAGAFLOW_TEST_SECRET_THAT_IS_NOT_SET}" }
`;

let lab: Lab;
let project: TestProject;
let tools: LabTool[];

beforeAll(async () => {
  lab = await startLab();
  tools = structuredClone(lab.tools);
  const healthy = await openTestProject({ platform: lab.platform, definitions: [calling('a', 'keyed', 'act')] });
  const known = healthy.project().catalog?.servers['keyed'];
  await healthy.close();
  if (known === undefined) throw new Error('The lab was not listed.');
  const servers = ['keyed', 'plain', 'no_program', 'dies', 'secret'];
  project = await openTestProject({
    platform: programs(lab),
    definitions: [
      ...servers.map((server) => calling(`calls_${server}`, server, 'act')),
      calling('reads_keyed', 'keyed', 'look'),
      calling('reads_free', 'keyed', 'free'),
    ],
    lock: serialiseLock({ servers: Object.fromEntries(servers.map((server) => [server, known])) }),
  });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
afterAll(async () => {
  await project.close();
  await lab.close();
});

function sentenceOf(end: End): string {
  const sentence = end.ok ? '' : (end.details?.cause?.message ?? end.message);
  expect(sentence).not.toMatch(/\n\s+at |node:internal/);
  return sentence;
}

describe('a server that cannot be reached stops only those who call it', () => {
  it('whose program does not exist', async () => {
    expect(sentenceOf(await project.run('calls_no_program', { name: 'x' }))).toContain('sagaflow-no-such-program');
  });

  it('that dies at start: its last words are in the failure', async () => {
    expect(sentenceOf(await project.run('calls_dies', { name: 'x' }))).toContain('cannot open ledger.db');
  });

  it('whose secret is not set: variable, server and line', async () => {
    const sentence = sentenceOf(await project.run('calls_secret', { name: 'x' }));
    expect(sentence).toContain('SAGAFLOW_TEST_SECRET_THAT_IS_NOT_SET');
    expect(sentence).toContain('"secret"');
    const line = (project.project().texts.get('platform.yaml') ?? '')
      .split('\n')
      .findIndex((text) => text.includes('NOT_SET'));
    expect(sentence).toContain(`platform.yaml:${line + 1}:`);
  });

  it('while others work', async () => {
    expect(await project.run('calls_keyed', { name: 'fine' })).toMatchObject({ ok: true });
  });
});

describe('an answer that cannot be right', () => {
  const structured = (json: string): Reply => ({
    raw: `{"jsonrpc":"2.0","id":ID,"result":{"content":[],"structuredContent":${json}}}`,
  });
  it.each<[string, Reply, string]>([
    ['3 MB', structured(`{"id":"${'x'.repeat(3 * 1024 * 1024)}"}`), 'BadResult'],
    ['no JSON', { raw: '{"jsonrpc":"2.0", oops' }, 'BadResult'],
    ['NaN', structured('{"id":"x","value":NaN}'), 'BadResult'],
    ['a shape that the tool did not promise', structured('{"id":7}'), 'BadResult'],
    [
      'an error of the protocol',
      { raw: '{"jsonrpc":"2.0","id":ID,"error":{"code":-32601,"message":"no"}}' },
      'CallRefused',
    ],
    [
      '"invalid params", which may be about the result',
      { raw: '{"jsonrpc":"2.0","id":ID,"error":{"code":-32602,"message":"no"}}' },
      'ToolFailed',
    ],
  ])(
    '%s: the step fails once, the effect counts as possible or refused, and the message is one sentence',
    async (what, reply, type) => {
      const name = `bad ${what}`;
      lab.always(name, reply);
      const handle = await project.start('calls_keyed', { name });
      const end = await endOf(handle);
      expect(end).toMatchObject({ ok: false, details: { step: 'it', cause: { type } } });
      expect(sentenceOf(end).length).toBeLessThan(2_000);
      expect(lab.callsOf('act', name)).toHaveLength(1);
      const outcome = type === 'CallRefused' ? 'no_effect' : 'effect_possible';
      expect((await viewOf(handle)).steps).toMatchObject([{ outcome }]);
    },
  );

  it('keys that would reach a prototype never do', async () => {
    lab.script('proto', structured('{"id":"x","__proto__":{"polluted":true},"constructor":"ACME"}'));
    const end = await project.run('reads_keyed', { name: 'proto' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    if (end.ok) expect(JSON.stringify(end.output)).not.toContain('polluted');
    lab.script('proto', { result: { content: [{ type: 'text', text: '{"a":1,"__proto__":{"polluted":true}}' }] } });
    expect(await project.run('reads_free', { name: 'proto' })).toMatchObject({
      ok: true,
      output: { it: { json: { a: 1 } } },
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('a tool that is not what the lock says', () => {
  it('parks as SchemaChanged when the arguments no longer fit, and nothing is sent', async () => {
    const changed = lab.tools.map((tool) =>
      tool.name === 'act' ? { ...tool, inputSchema: { type: 'object', required: ['reason'], properties: {} } } : tool,
    );
    await withTools(changed, async (drifted) => {
      const handle = await drifted.start('calls_keyed', { name: 'drift' });
      const wait = await waitForWait(handle);
      expect(wait).toMatchObject({ step: 'it', kind: 'decision' });
      expect(wait.message).toContain('SchemaChanged: keyed.act has changed its schema');
      expect(lab.callsOf('act', 'drift')).toEqual([]);
      expect(wait.allowed).toEqual(['retry', 'retry_with', 'skip']);
      await handle.cancel();
      expect(await endOf(handle)).toMatchObject({ ok: false, type: 'CancelledFailure' });
    });
  });

  it('parks as SchemaChanged when it is gone', async () => {
    await withTools(
      lab.tools.filter(({ name }) => name !== 'act'),
      async (drifted) => {
        const handle = await drifted.start('calls_keyed', { name: 'gone' });
        expect((await waitForWait(handle)).message).toContain('keyed.act is gone');
        await handle.terminate();
      },
    );
  });

  it('is called all the same when the arguments still fit', async () => {
    const changed = lab.tools.map((tool) =>
      tool.name === 'act' ? { ...tool, title: 'Act', inputSchema: { type: 'object' } } : tool,
    );
    await withTools(changed, async (drifted) => {
      expect(await drifted.run('calls_keyed', { name: 'compatible' })).toMatchObject({ ok: true });
    });
  });

  /** The same project and lock, met by a worker that lists the servers' tools anew. */
  async function withTools(now: LabTool[], work: (drifted: TestProject) => Promise<void>): Promise<void> {
    lab.tools.splice(0, Infinity, ...now);
    const drifted = await openTestProject({ folder: project.folder });
    try {
      await work(drifted);
    } finally {
      await drifted.close();
      lab.tools.splice(0, Infinity, ...structuredClone(tools));
    }
  }
});
