import { ownProperty } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { hasBigInt, largeNumbersIn, standInsFor } from '../../plan/validation/stand-ins.ts';
import type { StandIns } from '../../plan/validation/stand-ins.ts';
import { shorten } from '../limits.ts';
import { describeErrors } from './describe-errors.ts';
import { createEngine } from './engine.ts';
import type { Dialect, Engine } from './engine.ts';
import { addExactMultipleOf } from './exact-multiple-of.ts';
import { schemaProblem } from './schema-bounds.ts';

/** Checks one value: undefined when it fits, else one sentence with JSON pointers. */
export type Validate = (value: Json) => string | undefined;

export type ValidatorResult =
  /** `notice` names what is not checked, e.g. a pattern with look-around. */
  { ok: true; validate: Validate; notice?: string } | { ok: false; problem: string };

/**
 * Makes validators for schemas that strangers wrote: draft 2020-12, 2019-09 and draft-07 by `$schema`. Nothing is fetched, sizes are
 * bounded, `pattern` and `uniqueItems` take linear time. Integers beyond ±(2^53 - 1) are compared exactly. Engines are kept, so compile
 * one schema once and keep the result.
 */
export function createValidatorFactory(): (schema: JsonSchema) => ValidatorResult {
  const unsupported = new Set<string>();
  const engines = new Map<Dialect, Engine>();
  const exactEngines = new Map<Dialect, Engine>();
  /** What stands for what in the value that is being checked, which happens in one go. */
  let current: StandIns = noStandIns;

  const compile = (schema: JsonSchema): Compiled => {
    const dialect = dialectOf(schema);
    const engine = engines.get(dialect) ?? createEngine(dialect, unsupported);
    engines.set(dialect, engine);
    return compileWith(engine, schema, unsupported);
  };

  const compileExact = (schema: JsonSchema): Compiled => {
    const dialect = dialectOf(schema);
    let engine = exactEngines.get(dialect);
    if (engine === undefined) {
      engine = createEngine(dialect, unsupported);
      addExactMultipleOf(engine, (double) => current.numberOf(double));
      exactEngines.set(dialect, engine);
    }
    const ofSchema = largeNumbersIn(schema);
    const schemaOnly = standInsFor(ofSchema, []);
    const compiled = compileWith(engine, schemaOnly.put(schema) as JsonSchema, unsupported);
    if (!compiled.ok) return compiled;
    const check: Check = (value) => {
      const ofValue = largeNumbersIn(value);
      current = ofValue.length === 0 ? schemaOnly : standInsFor(ofSchema, ofValue);
      return compiled.check(current.put(value), current.numberOf);
    };
    return { ...compiled, check };
  };

  return (schema) => {
    const problem = schemaProblem(schema);
    if (problem !== undefined) return { ok: false, problem };
    const isBigSchema = hasBigInt(largeNumbersIn(schema));
    const compiled = isBigSchema ? compileExact(schema) : compile(schema);
    if (!compiled.ok) return compiled;
    let exact: Compiled | undefined = isBigSchema ? compiled : undefined;
    const validate: Validate = (value) => {
      if (!isBigSchema && !hasBigInt(largeNumbersIn(value))) return compiled.check(value, noStandIns.numberOf);
      exact ??= compileExact(schema);
      return exact.ok ? exact.check(value, noStandIns.numberOf) : exact.problem;
    };
    return { ok: true, validate, ...(compiled.notice !== undefined && { notice: compiled.notice }) };
  };
}

const noStandIns = standInsFor([], []);

function dialectOf(schema: JsonSchema): Dialect {
  const declared = ownProperty(schema, '$schema');
  if (typeof declared !== 'string') return '2020-12';
  if (/draft-0[4-7]/.test(declared)) return 'draft-07';
  return declared.includes('2019-09') ? '2019-09' : '2020-12';
}

/** Checks a value; `numberOf` gives the numbers for what is said of it. */
type Check = (value: Json, numberOf: StandIns['numberOf']) => string | undefined;

type Compiled = { ok: true; check: Check; notice?: string } | { ok: false; problem: string };

function compileWith(engine: Engine, schema: JsonSchema, unsupported: Set<string>): Compiled {
  unsupported.clear();
  const anonymous = withoutIdentity(schema);
  try {
    const validate = engine.compile(anonymous);
    const check: Check = (value, numberOf) => {
      return validate(value) ? undefined : describeErrors(validate.errors ?? [], numberOf);
    };
    if (unsupported.size === 0) return { ok: true, check };
    const patterns = [...unsupported].map((pattern) => `/${shorten(pattern, 60)}/`).join(', ');
    return { ok: true, check, notice: `not checked, because they need look-around or back-references: ${patterns}` };
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
