import { describe, expect, it } from 'vitest';
import { definitionTool } from '../../../api/mcp/tools/definition-tool.ts';
import type { DefinitionDetail } from '../../../api/operations/definitions/describe.ts';

const DETAIL: DefinitionDetail = {
  name: 'ship_order',
  version: 3,
  description: null,
  kind: 'saga',
  planHash: 'sha256:x',
  problem: null,
  input: { type: 'object' },
  output: null,
  steps: [],
  graph: '',
  source: '',
  effects: { isReadOnly: false, isDestructive: true, isIdempotent: false },
};

describe('the tool of a definition', () => {
  it('has a name, a title and a description also where the definition says nothing', () => {
    const tool = definitionTool(DETAIL);
    expect(tool).toMatchObject({
      name: 'ship_order',
      title: 'Ship order',
      _meta: { 'io.sagaflow/definition': { version: 3 } },
    });
    expect(tool.description).toContain('Starts the saga "ship_order".');
    expect(tool).not.toHaveProperty('outputSchema');
  });

  it('shows legacy clients only objects as the schemas of properties', () => {
    const { inputSchema } = definitionTool({
      ...DETAIL,
      input: { type: 'object', properties: { any: true, none: false } },
    });
    expect(inputSchema.properties).toEqual({ any: {}, none: { not: {} } });
  });

  it('asks clients for no headers', () => {
    const region = { type: 'string', 'x-mcp-header': 'Region' };
    const { inputSchema } = definitionTool({
      ...DETAIL,
      input: { type: 'object', properties: { region, 'x-mcp-header': region } },
    });
    expect(inputSchema.properties).toEqual({ region: { type: 'string' }, 'x-mcp-header': { type: 'string' } });
  });
});
