import { Ajv } from 'ajv';
import type { ErrorObject, Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import { ownProperty } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { shorten } from '../limits.ts';
import { compileSafePattern } from './safe-pattern.ts';
import type { SafePattern } from './safe-pattern.ts';
import { schemaProblem } from './schema-bounds.ts';

/** Checks one value: undefined when it fits, else one sentence with JSON pointers. */
export type Validate = (value: Json) => string | undefined;

export type ValidatorResult =
  /** `notice` names what is not checked, e.g. a pattern with look-around. */
  { ok: true; validate: Validate; notice?: string } | { ok: false; problem: string };

const mostViolations = 3;

/**
 * Makes validators for schemas that strangers wrote: draft 2020-12, 2019-09 and draft-07 by `$schema`. Nothing is fetched, sizes are
 * bounded, `pattern` and `uniqueItems` take linear time. Instances are kept, so compile one schema once and keep the result.
 */
export function createValidatorFactory(): (schema: JsonSchema) => ValidatorResult {
  const unsupported = new Set<string>();
  const engines = new Map<string, Ajv | Ajv2019 | Ajv2020>();
  return (schema) => {
    const problem = schemaProblem(schema);
    if (problem !== undefined) return { ok: false, problem };
    unsupported.clear();
    const dialect = dialectOf(schema);
    let engine = engines.get(dialect);
    if (engine === undefined) {
      engine = createEngine(dialect, unsupported);
      engines.set(dialect, engine);
    }
    return compile(engine, schema, unsupported);
  };
}

type Dialect = 'draft-07' | '2019-09' | '2020-12';

function dialectOf(schema: JsonSchema): Dialect {
  const declared = ownProperty(schema, '$schema');
  if (typeof declared !== 'string') return '2020-12';
  if (/draft-0[4-7]/.test(declared)) return 'draft-07';
  return declared.includes('2019-09') ? '2019-09' : '2020-12';
}

function createEngine(dialect: Dialect, unsupported: Set<string>): Ajv | Ajv2019 | Ajv2020 {
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

function compile(engine: Ajv | Ajv2019 | Ajv2020, schema: JsonSchema, unsupported: Set<string>): ValidatorResult {
  const anonymous = withoutIdentity(schema);
  try {
    const check = engine.compile(anonymous as AnySchema);
    const validate: Validate = (value) => {
      if (check(value)) return undefined;
      return describe(check.errors ?? []);
    };
    if (unsupported.size === 0) return { ok: true, validate };
    const patterns = [...unsupported].map((pattern) => `/${shorten(pattern, 60)}/`).join(', ');
    return { ok: true, validate, notice: `not checked, because they need look-around or back-references: ${patterns}` };
  } catch (error) {
    return { ok: false, problem: shorten(error instanceof Error ? error.message : String(error)) };
  } finally {
    engine.removeSchema(anonymous);
  }
}

/** `$schema` and `$id` would be looked up or registered; `$async` is ajv's own and would make every value pass. */
function withoutIdentity(schema: JsonSchema): JsonSchema {
  const dropped = new Set(['$schema', '$id', '$async']);
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !dropped.has(key)));
}

function describe(errors: ErrorObject[]): string {
  const sentences = errors.slice(0, mostViolations).map((error) => {
    const place = error.instancePath === '' ? 'the value' : shorten(error.instancePath, 120);
    return shorten(`${place} ${error.message ?? error.keyword}${detail(error)}`);
  });
  return sentences.join('; ');
}

function detail({ keyword, params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `: "${String(params.additionalProperty)}"`;
  if (keyword === 'enum') return `: ${JSON.stringify(params.allowedValues)}`;
  if (keyword === 'const') return `: ${JSON.stringify(params.allowedValue)}`;
  return '';
}
