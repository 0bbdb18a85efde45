import { Ajv } from 'ajv';
import type { Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { Json } from '../../plan/json.ts';
import { compileSafePattern } from './safe-pattern.ts';
import type { SafePattern } from './safe-pattern.ts';

export type Dialect = 'draft-07' | '2019-09' | '2020-12';

export type Engine = Ajv | Ajv2019 | Ajv2020;

/** An ajv whose `pattern` and `uniqueItems` take linear time; `unsupported` gets the patterns that cannot have it, which match everything. */
export function createEngine(dialect: Dialect, unsupported: Set<string>): Engine {
  const regExp = (source: string): SafePattern => {
    const pattern = compileSafePattern(source);
    if (pattern === undefined) unsupported.add(source);
    return pattern ?? { test: () => true, toString: () => `(?)${source}` };
  };
  const options: Options = {
    strict: false,
    allErrors: false,
    addUsedSchema: false,
    inlineRefs: false,
    logger: false,
    validateFormats: true,
    code: { regExp: Object.assign(regExp, { code: 'safePattern' }) },
  };
  const engine =
    dialect === 'draft-07' ? new Ajv(options) : dialect === '2019-09' ? new Ajv2019(options) : new Ajv2020(options);
  addFormats.default(engine);
  engine.removeKeyword('uniqueItems');
  engine.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (isWanted: boolean, items: Json[]) =>
      !isWanted || new Set(items.map(canonicalJson)).size === items.length,
  });
  return engine;
}
