import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { languageJsonSchema, platformJsonSchema } from '../../../compiler/json-schema.ts';
import { readPlatform } from '../../../compiler/platform/read-platform.ts';
import { readDefinition } from '../../../compiler/syntax/read-definition.ts';
import { readYaml } from '../../../compiler/syntax/yaml/read-yaml.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';
import { fixtures } from './fixture-files.ts';
import { yamlBlocks } from './seeds.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
const accepts = ajv.compile(languageJsonSchema());
/** Numbers that JSON cannot hold, and values that only together are wrong. */
const NOT_IN_A_SCHEMA = ['bad-value-numbers', 'bad-value-intervals', 'bad-value-input-type'];
const SHAPE_CODES = ['unknown-key', 'wrong-type', 'bad-value', 'missing-key'];

describe('the JSON Schema of the language', () => {
  it.each(['workflow_definition', 'saga_definition'])('accepts the %s of seed 001', (key) => {
    expect(accepts(readYaml(yamlBlocks('001_integration_patterns').get(key) ?? '').value)).toBe(true);
  });

  it('accepts a file that uses every key, as the compiler does', () => {
    const [every] = fixtures('syntax').filter(({ name }) => name === 'every-key');
    const { definition, diagnostics } = readDefinition(every?.text ?? '', 'every-key.yaml');
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition).not.toBeNull();
    accepts(readYaml(every?.text ?? '').value);
    expect(accepts.errors ?? []).toEqual([]);
  });

  const wrong = fixtures('invalid').filter(
    ({ name }) => SHAPE_CODES.some((code) => name.startsWith(code)) && !NOT_IN_A_SCHEMA.includes(name),
  );
  it.each(wrong)('refuses $name', ({ text }) => {
    expect(accepts(readYaml(text).value)).toBe(false);
  });

  it.each([
    ['definition', languageJsonSchema()],
    ['platform', platformJsonSchema()],
  ])('describes every key of a %s, so that editors can show it', (_, schema) => {
    expect(undescribed(schema, '')).toEqual([]);
  });

  it('covers the platform too', () => {
    const text = 'mcpServers: { a: { command: node } }\nservers: [{ name: b, endpoint: "https://b.example" }]\n';
    expect(readPlatform(text, 'p').platform).not.toBeNull();
    expect(new Ajv2020().compile(platformJsonSchema())(readYaml(text).value)).toBe(true);
  });
});

/** Paths of properties that have neither a title nor a description. */
function undescribed(schema: JsonSchema, path: string): string[] {
  return Object.entries(schema).flatMap(([key, value]): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => (isJsonObject(item) ? undescribed(item, path) : []));
    if (!isJsonObject(value)) return [];
    if (key !== 'properties') return undescribed(value, path);
    return Object.entries(value).flatMap(([name, property]) => {
      if (!isJsonObject(property)) return [];
      const isSilent = !('description' in property || 'title' in property || '$ref' in property || 'not' in property);
      return [...(isSilent ? [`${path}/${name}`] : []), ...undescribed(property, `${path}/${name}`)];
    });
  });
}
