import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { languageJsonSchema } from '../../compiler/json-schema.ts';

describe('docs/language.schema.json', () => {
  it('is what the language is now; write it with: sagaflow schema > docs/language.schema.json', async () => {
    const file = await readFile(new URL('../../docs/language.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(languageJsonSchema());
  });
});
