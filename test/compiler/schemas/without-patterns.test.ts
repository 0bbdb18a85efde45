import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import type { Catalog } from '../../../compiler/catalog.ts';
import { readPlatform } from '../../../compiler/platform/read-platform.ts';
import { withoutPatterns } from '../../../compiler/schemas/without-patterns.ts';

const hostile = '^(a+)+$';

describe('the patterns of an untrusted server', () => {
  it('are taken out wherever a schema stands, and nothing else is', () => {
    expect(
      withoutPatterns({
        type: 'object',
        properties: { pattern: { type: 'string', pattern: hostile }, list: { items: { pattern: hostile } } },
        patternProperties: { [hostile]: {} },
        anyOf: [{ pattern: hostile, const: { pattern: 'kept' } }],
      }),
    ).toEqual({
      type: 'object',
      properties: { pattern: { type: 'string' }, list: { items: {} } },
      anyOf: [{ const: { pattern: 'kept' } }],
    });
  });

  it.each([
    [true, { type: 'string', pattern: hostile }],
    [false, { type: 'string' }],
  ])('do not reach the inferred input unless the server is trusted (%s)', (trusted, expected) => {
    const catalog: Catalog = {
      servers: {
        lab: {
          tools: {
            work: {
              inputSchema: {
                type: 'object',
                properties: { word: { type: 'string', pattern: hostile } },
                required: ['word'],
              },
              schemaHash: 'sha256:0',
            },
          },
        },
      },
    };
    const { platform } = readPlatform(`mcpServers: {lab: {command: lab, trusted: ${trusted}}}`, 'platform.yaml');
    const text = 'workflow_definition:\n  name: lab\n  steps:\n    - {name: one, mcp_server: lab, action: work}\n';
    const result = compile(text, { catalog, platform });
    expect(result.ok && result.plan.input['properties']).toEqual({ word: expected });
  });
});
