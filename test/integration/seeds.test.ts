import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlatform } from '../../compiler/platform/read-platform.ts';
import { openSampleProject, repositoryFile, samplePlatform, type SampleProject } from '../support/samples.ts';
import { seedBlock, seedObject, seedText } from '../support/seeds.ts';

const customer = {
  customer_name: 'Ada Lovelace',
  date_of_birth: '1985-12-10',
  country: 'DE',
  email: 'ada@example.com',
  plan: 'team',
  payment_token: 'pm_card_visa',
};
const order = {
  order_id: 'o-1',
  customer_id: 'cus_1001',
  items: [{ sku: 'standing-desk', quantity: 1 }],
  amount: 499,
  currency: 'EUR',
  payment_token: 'pm_card_visa',
  address: { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' },
};

describe('the YAML of the integration patterns, cut out of the document and unchanged', () => {
  let project: SampleProject;
  beforeAll(async () => {
    const platform = samplePlatform();
    const servers = platform.slice(0, platform.indexOf('\norchestration:') + 1);
    project = await openSampleProject({
      platform: `${servers}\n${seedBlock('orchestration')}`,
      definitions: [seedBlock('workflow_definition'), seedBlock('saga_definition')],
      lock: repositoryFile('tools.lock.json'),
    });
  });
  afterAll(() => project.close());

  it('compiles without a diagnostic', () => {
    expect(project.project().diagnostics).toEqual([]);
    expect([...project.project().plans.keys()].sort()).toEqual(['customer_onboarding', 'order_processing_saga']);
  });

  it('runs the onboarding: eight tools of four servers, each once', async () => {
    const end = await project.run('customer_onboarding', customer, 'ada');
    expect(end).toMatchObject({
      ok: true,
      output: { send_welcome: { send_email: expect.any(Object) as object, create_support_ticket: {} } },
    });
    expect(project.left('customer_onboarding/ada')).toEqual({
      compliance_server: 1,
      finance_server: 2,
      ops_server: 2,
      communication_server: 2,
    });
  });

  it('runs the order saga', async () => {
    expect(await project.run('order_processing_saga', order, 'o-1')).toMatchObject({ ok: true });
    expect(project.left('order_processing_saga/o-1')).toEqual({
      inventory_server: 1,
      payment_server: 1,
      logistics_server: 1,
      crm_server: 1,
    });
  });
});

describe('the shipped files', () => {
  it.each([
    ['definitions/customer_onboarding.yaml', 'workflow_definition'],
    ['definitions/order_processing_saga.yaml', 'saga_definition'],
  ])('%s is the block byte for byte', (file, key) => {
    expect(repositoryFile(file)).toBe(seedBlock(key));
  });

  it('platform.yaml has the orchestration block byte for byte', () => {
    expect(repositoryFile('platform.yaml')).toContain(seedBlock('orchestration'));
  });
});

describe('the server blocks of the other documents', () => {
  it('are accepted: stdio servers with secrets, and one behind SSE with a header', () => {
    const { platform, diagnostics } = readPlatform(seedObject('000_federation', 'mcpServers'), 'platform.yaml');
    expect(diagnostics).toEqual([]);
    const servers = platform?.servers ?? {};
    expect(Object.keys(servers)).toEqual(['salesforce', 'servicenow', 'sap', 'data-lake']);
    expect(servers['sap']?.transport).toMatchObject({ kind: 'sse', url: 'https://mcp-sap.internal.company.com/sse' });
    expect(servers['servicenow']?.environmentReferences.map(({ variable }) => variable)).toEqual([
      'SN_INSTANCE',
      'SN_SERVICE_USER',
      'SN_SERVICE_PASSWORD',
    ]);
  });

  it('are accepted: three local programs', () => {
    const { platform, diagnostics } = readPlatform(seedObject('002_orchestration_lesson', 'mcpServers'), 'p.yaml');
    expect(diagnostics).toEqual([]);
    expect(platform?.servers['analytics']?.transport).toMatchObject({
      kind: 'stdio',
      command: 'node',
      args: ['/path/to/analytics-server/dist/index.js'],
    });
  });

  it('are accepted: the list of external endpoints, with and without scaling', () => {
    const text = seedText('004_infrastructure_guide');
    const [, plain = ''] = /(version: "1\.0"\nservers:\n[\s\S]*?)\nServer Orchestration/.exec(text) ?? [];
    const { platform, diagnostics } = readPlatform(indented(plain), 'platform.yaml');
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.values(platform?.servers ?? {}).map(({ name, transport }) => [name, transport.kind])).toEqual([
      ['jira', 'http'],
      ['github', 'http'],
      ['slack', 'http'],
    ]);
  });
});

/** The document was saved without the indentation of its list entries; this puts it back. */
function indented(block: string): string {
  const start = block.indexOf('- name');
  return block.slice(0, start) + block.slice(start).replaceAll(/^(?!- )/gm, '  ');
}
