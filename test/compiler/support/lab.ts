import { readFileSync } from 'node:fs';
import type { Catalog, CatalogTool } from '../../../compiler/catalog.ts';
import { compile } from '../../../compiler/compile.ts';
import type { CompileOptions, CompileResult } from '../../../compiler/compile.ts';
import { readPlatform } from '../../../compiler/platform/read-platform.ts';
import type { Platform } from '../../../compiler/platform/platform.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { fixturePath } from '../syntax/fixture-files.ts';

/**
 * The catalog and platform that fixtures are compiled with: the sample servers', and two servers of odd tools for the rules that
 * well-behaved servers never break. `lab` promises nothing; `safe` is trusted.
 */
export function labOptions(): { catalog: Catalog; platform: Platform } {
  const samples = JSON.parse(readFileSync(fixturePath('catalog.json'), 'utf8')) as Catalog;
  const text = `${readFileSync(fixturePath('platform.yaml'), 'utf8')}${LAB_SERVERS}`;
  const { platform } = readPlatform(text, 'platform.yaml');
  if (platform === null) throw new Error('The platform of the fixtures has errors.');
  return { catalog: { servers: { ...samples.servers, ...LAB_CATALOG.servers } }, platform };
}

export function compileInLab(text: string, options: Partial<CompileOptions> = {}): CompileResult {
  return compile(text, { file: 'test.yaml', ...labOptions(), ...options });
}

const LAB_SERVERS = `
  lab:
    command: lab
  safe:
    command: safe
    trusted: true
    schemes: [shelf]
    tools:
      label_thing: { output_schema: { type: object, properties: { label_id: { type: string } }, required: [label_id] } }
  spare:
    command: spare
    schemes: [shelf]
`;

function tool(input: JsonObject, output: JsonObject | null, annotations: CatalogTool['annotations'] = {}): CatalogTool {
  const schema = (properties: JsonObject): JsonObject => {
    const optional = (name: string): boolean => name.endsWith('?');
    const entries = Object.entries(properties).map(([name, value]) => [name.replace('?', ''), value] as const);
    const required = Object.keys(properties).filter((name) => !optional(name));
    return { type: 'object', properties: Object.fromEntries(entries), required, additionalProperties: false };
  };
  return {
    inputSchema: schema(input),
    ...(output === null ? {} : { outputSchema: schema(output) }),
    annotations,
    schemaHash: 'sha256:lab',
  };
}

const STRING = { type: 'string' };
const READS = { readOnlyHint: true };

const LAB_CATALOG: Catalog = {
  servers: {
    lab: {
      tools: {
        create_thing: tool({ name: STRING, 'note?': STRING }, { thing_id: STRING, name: STRING, message: STRING }),
        copy_thing: tool({ name: STRING }, { thing_id: STRING }),
        delete_thing: tool({ thing_id: STRING }, {}),
        count_things: tool({ name: { type: 'integer' } }, { count: { type: 'integer' } }),
        get: tool({ id: STRING, 'note?': STRING }, { value: STRING }),
        move_thing: tool({ thing_id: STRING, to: { type: 'string', enum: ['attic', 'cellar'] } }, { place_number: {} }),
        place_thing: tool({ place_number: { type: 'integer' } }, null),
        ping: tool({}, null),
      },
      resources: [{ uri: 'memo://today' }],
    },
    safe: {
      tools: {
        put_record: tool({ record_id: STRING }, { version_id: STRING }, { idempotentHint: true }),
        drop_version: tool({ version_id: STRING }, {}, { idempotentHint: true }),
        find_thing: tool({ name: STRING }, { thing_id: STRING, found: { type: 'boolean' } }, READS),
        label_thing: tool({ thing_id: STRING }, null, READS),
      },
      resourceTemplates: [{ uriTemplate: 'note://{name}' }],
    },
    spare: {
      tools: { ping: tool({}, null) },
      resources: [{ uri: 'memo://yesterday' }],
    },
  },
};
