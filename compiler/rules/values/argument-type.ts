import type { Template } from '../../../plan/expressions/template.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { schemaOf } from '../../binding/templates/expression-schema.ts';
import type { Use } from '../../binding/model.ts';
import { scopeOf } from '../../binding/templates/scope.ts';
import type { Scope } from '../../binding/templates/scope.ts';
import { entriesOf } from '../../binding/templates/written.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { checkValue } from '../../schemas/check-value.ts';
import { isDisjoint } from '../../schemas/compatibility.ts';
import { additionalOf, propertiesOf, requiredOf, subSchema } from '../../schemas/parts.ts';
import { allowsNull, describeTypes, fitsType, typesOf } from '../../schemas/types.ts';
import { didYouMean } from '../../suggest.ts';

/** Written arguments against the tool's `inputSchema`: literals fully, expressions as far as their types are known. */
export function argumentType(context: Context, analysis: Analysis): void {
  for (const { target } of context.targets) check(context, target.written, target.schema, target.name);
  for (const call of analysis.calls) {
    const { compensation, probe } = call;
    if (compensation !== null) {
      check(context, compensation.written, compensation.tool.inputSchema, compensation.tool.name);
      check(context, compensation.writtenWithoutOutput, compensation.tool.inputSchema, compensation.tool.name);
    }
    if (probe !== null) check(context, probe.written, probe.tool.inputSchema, probe.tool.name);
  }
}

/** What a check of one call carries along. */
interface Checking {
  context: Context;
  scope: Scope;
  tool: string;
  /** Where all arguments stand. */
  root: Path;
}

function check(context: Context, written: Use | null, schema: JsonSchema | null, tool: string): void {
  if (written === null || schema === null) return;
  const checking = { context, scope: scopeOf(context, written.sees), tool, root: written.path };
  const entries = entriesOf(written.template);
  if (entries === null) checkPart(checking, written.template, schema, written.path);
  else checkEntries(checking, entries, schema, written.path);
}

function checkEntries(
  checking: Checking,
  entries: { key: string; value: Template }[],
  schema: JsonSchema,
  path: Path,
): void {
  const properties = propertiesOf(schema);
  const required = requiredOf(schema);
  for (const { key, value } of entries) {
    const property = properties.get(key);
    if (property === undefined) {
      checkUndeclared(checking, key, schema, path);
      continue;
    }
    checkPart(checking, value, property, [...path, key]);
    if (required.has(key)) warnOfNull(checking, value, property, [...path, key]);
  }
}

function checkPart(checking: Checking, template: Template, schema: JsonSchema, path: Path): void {
  switch (template.kind) {
    case 'literal':
      for (const problem of checkValue(template.value, schema))
        report(checking, [...path, ...problem.path], problem.message);
      return;
    case 'expression':
    case 'text':
      checkTyped(checking, template, schema, path);
      return;
    case 'list': {
      const items = subSchema(schema, 'items');
      if (!takes(checking, 'array', schema, path) || items === undefined) return;
      for (const [at, item] of template.items.entries()) checkPart(checking, item, items, [...path, at]);
      return;
    }
    case 'object': {
      if (!takes(checking, 'object', schema, path)) return;
      const has = new Set(template.entries.map((entry) => entry.key));
      for (const name of requiredOf(schema)) {
        if (!has.has(name)) report(checking, path, `lacks the required property "${name}"`);
      }
      checkEntries(checking, template.entries, schema, path);
    }
  }
}

function takes(checking: Checking, type: 'array' | 'object', schema: JsonSchema, path: Path): boolean {
  const types = typesOf(schema);
  if (types === undefined || fitsType(type, types)) return true;
  report(checking, path, `should be ${describeTypes(schema)}, not ${type === 'array' ? 'a list' : 'an object'}`);
  return false;
}

function checkTyped(checking: Checking, template: Template, schema: JsonSchema, path: Path): void {
  const given = schemaOf(template, checking.scope);
  if (given === undefined || !isDisjoint(given, schema)) return;
  report(checking, path, `should be ${describeTypes(schema)}, not ${describeTypes(given)}`);
}

/** A required argument that may be null fails when it is; for an optional one the compiler leaves it out. */
function warnOfNull(checking: Checking, template: Template, schema: JsonSchema, path: Path): void {
  if (template.kind !== 'expression' || typesOf(schema) === undefined || allowsNull(schema)) return;
  const given = schemaOf(template, checking.scope);
  if (given === undefined || !allowsNull(given) || isDisjoint(given, schema)) return;
  report(checking, path, 'may be null here, which the tool refuses', 'warning');
}

function checkUndeclared(checking: Checking, key: string, schema: JsonSchema, path: Path): void {
  const properties = [...propertiesOf(schema).keys()];
  const additional = additionalOf(schema);
  if (additional === true || (properties.length === 0 && additional === null)) return;
  const guess = didYouMean(key, properties);
  checking.context.report({
    code: 'argument-type',
    severity: additional === false ? 'error' : 'warning',
    message: `"${checking.tool}" has no argument "${key}".${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
    path: [...path, key],
    at: 'key',
    hint: properties.length === 0 ? 'It takes no arguments.' : `Its arguments: ${properties.slice(0, 12).join(', ')}.`,
  });
}

function report(checking: Checking, path: Path, what: string, severity: 'error' | 'warning' = 'error'): void {
  const name = [...path].reverse().find((part) => typeof part === 'string') ?? '';
  const isWhole = checking.root === path;
  checking.context.report({
    code: 'argument-type',
    severity,
    message: `${isWhole ? 'The arguments' : `The argument "${name}"`} of "${checking.tool}" ${what}.`,
    path,
  });
}
