import { describe, expect, it } from 'vitest';
import { printDiagnostic } from '../../../compiler/diagnostics/print.ts';
import { BLOCK_NAMES, isInForce } from '../../../compiler/platform/blocks.ts';
import { readPlatform } from '../../../compiler/platform/read-platform.ts';
import { fixturePath, fixtures } from '../syntax/fixture-files.ts';
import { seedObject } from '../../support/seeds.ts';
import { serverLists, yamlBlocks } from '../syntax/seeds.ts';
import { readFileSync } from 'node:fs';

const blocks = yamlBlocks('001_integration_patterns');

describe('the blocks of the seeds, unchanged', () => {
  it('reads the servers of 000: stdio with an environment, SSE with a header', () => {
    const { platform, diagnostics } = readPlatform(seedObject('000_federation', 'mcpServers'), 'hosts.json');
    expect(diagnostics).toEqual([]);
    expect(Object.keys(platform?.servers ?? {})).toEqual(['salesforce', 'servicenow', 'sap', 'data-lake']);
    expect(platform?.servers['sap']?.transport).toEqual({
      kind: 'sse',
      url: 'https://mcp-sap.internal.company.com/sse',
      headers: { Authorization: 'Bearer ${SAP_MCP_TOKEN}' },
    });
    expect(platform?.servers['servicenow']?.environmentReferences.map(({ variable }) => variable)).toEqual([
      'SN_INSTANCE',
      'SN_SERVICE_USER',
      'SN_SERVICE_PASSWORD',
    ]);
  });

  it('reads the servers of 002', () => {
    const { platform, diagnostics } = readPlatform(seedObject('002_orchestration_lesson', 'mcpServers'), 'hosts.json');
    expect(diagnostics).toEqual([]);
    expect(platform?.servers['analytics']?.transport).toEqual({
      kind: 'stdio',
      command: 'node',
      args: ['/path/to/analytics-server/dist/index.js'],
      env: {},
    });
  });

  it('reads the servers of 004 and the credentials that their names stand for', () => {
    const [servers] = serverLists();
    const { platform, diagnostics } = readPlatform(servers ?? '', 'mcp-infrastructure.yaml');
    expect(diagnostics.map(({ code, severity, path }) => [code, severity, path.join('.')])).toEqual([
      ['not-yet-in-force', 'warning', 'servers.0.auth'],
      ['not-yet-in-force', 'warning', 'servers.0.priority'],
      ['not-yet-in-force', 'warning', 'servers.1.priority'],
      ['not-yet-in-force', 'warning', 'servers.2.priority'],
    ]);
    expect(Object.values(platform?.servers ?? {}).map(({ name, transport }) => [name, transport])).toEqual([
      ['jira', { kind: 'http', url: 'https://jira.example.com/mcp', headers: {} }],
      [
        'github',
        { kind: 'http', url: 'https://github.example.com/mcp', headers: { Authorization: 'Bearer ${GITHUB_TOKEN}' } },
      ],
      [
        'slack',
        { kind: 'http', url: 'https://slack.example.com/mcp', headers: { Authorization: 'Bearer ${SLACK_BOT_TOKEN}' } },
      ],
    ]);
    expect(platform?.notInForce).toHaveLength(4);
  });

  it('accepts the scaling of 004, an entry without an endpoint, and says that no step can use it', () => {
    const [, scaling] = serverLists();
    const { platform, diagnostics } = readPlatform(scaling ?? '', 'mcp-infrastructure.yaml');
    expect(platform?.servers).toEqual({});
    expect(diagnostics.map(({ severity, path }) => [severity, path.join('.')])).toEqual([
      ['warning', 'servers.0'],
      ['warning', 'servers.0.replicas'],
      ['warning', 'servers.0.autoScale'],
    ]);
  });

  it('has the orchestration of 001 in force', () => {
    const { platform, diagnostics } = readPlatform(blocks.get('orchestration') ?? '', 'platform.yaml');
    expect(diagnostics).toEqual([]);
    expect(platform?.orchestration?.error_handling?.retry_policy).toEqual({ max_attempts: 3, backoff: 'exponential' });
  });

  it.each(BLOCK_NAMES.filter((name) => !isInForce(name)))(
    'recognises %s and says at its line that it is not in force',
    (key) => {
      const { platform, diagnostics } = readPlatform(`mcpServers: {}\n${blocks.get(key) ?? ''}`, 'platform.yaml');
      expect(diagnostics.map(({ code, severity, range }) => [code, severity, range.start.line])).toEqual([
        ['not-yet-in-force', 'warning', 2],
      ]);
      expect(platform?.notInForce).toEqual(diagnostics);
    },
  );
});

describe('a platform with problems', () => {
  it.each(fixtures('platform'))(
    '$name is reported with place and remedy',
    async ({ text, file, expected, isExpectationWritten }) => {
      expect(isExpectationWritten).toBe(true);
      const { platform, diagnostics } = readPlatform(text, file);
      expect(platform === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      const printed = diagnostics.map((diagnostic) => printDiagnostic(diagnostic, text)).join('\n\n');
      await expect(`${printed}\n`).toMatchFileSnapshot(expected);
    },
  );
});

describe('a server', () => {
  it('has every default made explicit', () => {
    const { platform } = readPlatform(
      'mcpServers:\n  files: { command: node, env: { PORT: 8080 } }\n',
      'platform.yaml',
    );
    expect(platform?.servers['files']).toEqual({
      name: 'files',
      range: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
      transport: { kind: 'stdio', command: 'node', args: [], env: { PORT: '8080' } },
      protocol: 'auto',
      trusted: false,
      idempotency: null,
      atomicErrors: false,
      lateCallsRefused: false,
      timeoutMs: null,
      schemes: [],
      auth: null,
      tools: {},
      environmentReferences: [],
    });
  });

  it('keeps what is said about its tools', () => {
    const text = `servers:
  - name: files
    endpoint: "\${BASE_URL}/mcp"
    auth: { type: bot-token, token: "\${FILES_SECRET}" }
    timeout: 2m
    idempotency: { argument: request_id, retention: 24h }
    tools:
      read: { effect: none, timeout: 5s, output_schema: { type: object } }
      write: { idempotency: natural, atomic_errors: false }
`;
    const { platform } = readPlatform(text, 'platform.yaml');
    const files = platform?.servers['files'];
    expect(files?.timeoutMs).toBe(120_000);
    expect(files?.idempotency).toEqual({ kind: 'argument', argument: 'request_id', retentionMs: 86_400_000 });
    expect(files?.transport).toEqual({
      kind: 'http',
      url: '${BASE_URL}/mcp',
      headers: { Authorization: 'Bearer ${FILES_SECRET}' },
    });
    expect(
      files?.environmentReferences.map(({ variable, range }) => [variable, range.start.line, range.start.column]),
    ).toEqual([
      ['BASE_URL', 3, 16],
      ['FILES_SECRET', 4, 11],
    ]);
    const nothing = {
      outputSchema: null,
      effect: null,
      idempotency: null,
      atomicErrors: null,
      timeoutMs: null,
      classification: null,
    };
    expect(files?.tools).toEqual({
      read: { ...nothing, effect: 'none', timeoutMs: 5_000, outputSchema: { type: 'object' } },
      write: { ...nothing, idempotency: { kind: 'natural', argument: null, retentionMs: null }, atomicErrors: false },
    });
  });

  it('of the fixtures is accepted without a diagnostic', () => {
    const { platform, diagnostics } = readPlatform(readFileSync(fixturePath('platform.yaml'), 'utf8'), 'platform.yaml');
    expect(diagnostics).toEqual([]);
    expect(Object.keys(platform?.servers ?? {})).toContain('payment_server');
  });
});

it('an empty file is a platform without servers', () => {
  expect(readPlatform('# later\n', 'platform.yaml')).toEqual({
    platform: { file: 'platform.yaml', servers: {}, orchestration: null, policies: {}, inForce: [], notInForce: [] },
    diagnostics: [],
  });
});
