import { fileURLToPath } from 'node:url';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOutputCache } from '../../activities/output-cache.ts';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { createDataConverter } from '../../workflows/data-converter.ts';
import { startLab, type Lab } from '../support/lab/lab.ts';
import { endOf, openTestProject, type ProjectFiles, type TestProject } from '../support/project.ts';
import { sealingCodec } from '../support/sealing-codec.ts';
import type { TellingSinks } from '../support/telling-interceptors.ts';

const definitions = [
  `
workflow_definition:
  name: remembers
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: look, mcp_server: plain, action: look, arguments: { name: "\${{ input.name }}" }, cache: 5m }
  output: { id: "\${{ steps.look.output.id }}" }
`,
  `
workflow_definition:
  name: acts
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: act, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" } }
  output: { id: "\${{ steps.act.output.id }}" }
`,
];

async function open(worker: ProjectFiles['worker']): Promise<{ lab: Lab; project: TestProject }> {
  const lab = await startLab();
  const project = await openTestProject({ platform: lab.platform, definitions, worker });
  onTestFinished(async () => {
    await project.close();
    await lab.close();
  });
  return { lab, project };
}

/** Everything that Temporal keeps of an execution, as text: what can be read without a codec. */
async function kept({ client }: TestProject, workflowId: string): Promise<string> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const bytes = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  return JSON.stringify(events, bytes);
}

function executionsOf({ client, taskQueue }: TestProject, dataConverter: ReturnType<typeof createDataConverter>) {
  const { connection, options } = client;
  const { namespace } = options;
  return createTemporalExecutions({ connection, namespace, taskQueue, dataConverter, uiAddress: undefined });
}

describe('a codec', () => {
  it('keeps what goes in and out from Temporal, and every reader with the same codec sees it', async () => {
    const dataConverter = createDataConverter({ payloadCodecs: [sealingCodec()] });
    const { project } = await open({ dataConverter });
    expect(await project.run('remembers', { name: 'attar-of-roses' }, 'sealed')).toEqual({
      ok: true,
      output: { id: 'attar-of-roses' },
    });
    expect(await kept(project, 'remembers/sealed')).not.toContain('attar-of-roses');
    const view = await executionsOf(project, dataConverter).view('remembers/sealed');
    expect(view).toMatchObject({ status: 'completed', output: { id: 'attar-of-roses' }, steps: [{ path: 'look' }] });
    const wanted = [{ path: 'look', isCall: true }];
    const limits = { ofOne: 1_000, ofAll: 1_000 };
    const data = await executionsOf(project, dataConverter).data('remembers/sealed', view?.runId ?? '', {
      wanted,
      limits,
    });
    expect(data?.input).toMatchObject({ value: { name: 'attar-of-roses' } });
    expect(data?.steps.get('look')).toMatchObject({
      arguments: { value: { name: 'attar-of-roses' } },
      output: { value: { id: 'attar-of-roses' } },
    });
  });

  it('sees the messages of failures too when failures are encoded, those of workflows and those of calls', async () => {
    const dataConverter = createDataConverter({ payloadCodecs: [sealingCodec()], encodesFailures: true });
    const { lab, project } = await open({ dataConverter });
    lab.script('nobody', { error: 'attar-of-roses is out of stock' });
    expect(await project.run('acts', { name: 'nobody' }, 'failed')).toMatchObject({
      ok: false,
      message: expect.stringContaining('attar-of-roses is out of stock') as string,
    });
    const text = await kept(project, 'acts/failed');
    expect(text).toContain('Encoded failure');
    expect(text).not.toContain('attar-of-roses');
    const view = await executionsOf(project, dataConverter).view('acts/failed');
    expect(view?.steps[0]?.failure?.message).toBe('attar-of-roses is out of stock');
  });

  it('leaves the messages of failures readable when they are not encoded', async () => {
    const dataConverter = createDataConverter({ payloadCodecs: [sealingCodec()] });
    const { lab, project } = await open({ dataConverter });
    lab.script('nobody', { error: 'attar-of-roses is out of stock' });
    expect(await project.run('acts', { name: 'nobody' }, 'readable')).toMatchObject({ ok: false });
    expect(await kept(project, 'acts/readable')).toContain('attar-of-roses is out of stock');
  });
});

describe('the settings of a worker', () => {
  it('has the interceptors of its activities', async () => {
    const executed: string[] = [];
    const activity: ActivityInterceptorsFactory = ({ info }) => ({
      inbound: {
        execute(input, next) {
          executed.push(info.activityType);
          return next(input);
        },
      },
    });
    const { project } = await open({ interceptors: { activity: [activity] } });
    expect(await project.run('acts', { name: 'a' })).toMatchObject({ ok: true });
    expect(executed).toContain('keyed.act');
  });

  it('has the interceptors of its workflows, which reach a sink', async () => {
    const scheduled: string[] = [];
    const sinks: InjectedSinks<TellingSinks> = {
      told: { activity: { fn: (_info, type) => void scheduled.push(type), callDuringReplay: false } },
    };
    const module = fileURLToPath(new URL('../support/telling-interceptors.ts', import.meta.url));
    const { project } = await open({ interceptors: { workflowModules: [module] }, sinks });
    expect(await project.run('acts', { name: 'a' })).toMatchObject({ ok: true });
    expect(scheduled).toEqual(['keyed.act']);
  });

  it('has the cache of outputs that it is given', async () => {
    const cache = createOutputCache(() => Date.now());
    const { lab, project } = await open({ cache });
    await project.run('remembers', { name: 'shared' });
    await project.stopWorker();
    await project.startWorker();
    await project.run('remembers', { name: 'shared' });
    expect(lab.callsOf('look', 'shared')).toHaveLength(1);
  });

  it('never answers one tenant with an output that was kept for another', async () => {
    const { lab, project } = await open({});
    const { client, taskQueue } = project;
    const run = async (tenant: string, id: string) => {
      const options = { taskQueue, workflowId: `remembers/${id}`, args: [{ name: 'same' }], memo: { tenant } };
      return endOf(await client.workflow.start('remembers', options));
    };
    lab.script('same', { result: resultOf('of-acme') }, { result: resultOf('of-globex') });
    expect(await run('acme', 'acme-1')).toEqual({ ok: true, output: { id: 'of-acme' } });
    expect(await run('globex', 'globex-1')).toEqual({ ok: true, output: { id: 'of-globex' } });
    expect(await run('acme', 'acme-2')).toEqual({ ok: true, output: { id: 'of-acme' } });
    expect(lab.callsOf('look', 'same')).toHaveLength(2);
  });
});

function resultOf(id: string) {
  return { content: [{ type: 'text', text: id }], structuredContent: { id } };
}
