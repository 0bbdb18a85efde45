import type { Template } from '../../../plan/expressions/template.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { reportUnboundArgument } from '../reports/unbound-argument.ts';
import { propertiesOf, requiredOf } from '../../schemas/parts.ts';
import { allowsNull, typesOf } from '../../schemas/types.ts';
import type { Context } from '../context.ts';
import { findSource } from './find-source.ts';
import type { BoundArguments, Source, Target } from '../model.ts';
import { entriesOf } from '../templates/written.ts';

/** LANGUAGE "Binding": written arguments win property by property, the rest is bound by name. */
export function bindArguments(context: Context, target: Target): BoundArguments {
  const written = writtenEntries(target);
  const sources = new Map<string, Source>();
  if (written === null || target.schema === null)
    return { template: target.written?.template ?? emptyObject(), sources };
  const entries: Entry[] = [];
  const required = requiredOf(target.schema);
  for (const [property, schema] of propertiesOf(target.schema)) {
    if (property === target.keyArgument) continue;
    const isRequired = required.has(property);
    const own = written.get(property);
    if (own !== undefined) {
      entries.push({ key: property, value: fitOptional(own, schema, isRequired) });
      noteRead(context, target, property, schema, isRequired, own);
      continue;
    }
    if (!target.bindsByName) {
      if (isRequired) reportUnboundArgument(context, target, property, '"bind: none" leaves it out');
      continue;
    }
    const source = findSource(context, { target, property, schema, isRequired });
    if (source === null) continue;
    sources.set(property, source);
    entries.push({ key: property, value: isRequired ? source.template : omittable(source.template) });
  }
  for (const [key, value] of written) if (!entries.some((entry) => entry.key === key)) entries.push({ key, value });
  return { template: { kind: 'object', entries }, sources };
}

/** Adds what an optional property takes from the inferred input, once all of that is known. */
export function addBound(bound: BoundArguments, schema: JsonSchema, property: string, source: Source): void {
  if (bound.template.kind !== 'object') return;
  bound.sources.set(property, source);
  bound.template.entries.push({ key: property, value: omittable(source.template) });
  const order = [...propertiesOf(schema).keys()];
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  bound.template.entries.sort((a, b) => place(a.key) - place(b.key));
}

interface Entry {
  key: string;
  value: Template;
}

function emptyObject(): Template {
  return { kind: 'object', entries: [] };
}

/** Null: one expression gives the whole object, nothing is bound beside it. */
function writtenEntries(target: Target): Map<string, Template> | null {
  if (target.written === null) return new Map();
  const entries = entriesOf(target.written.template);
  return entries === null ? null : new Map(entries.map(({ key, value }) => [key, value]));
}

/** An optional argument whose expression gives null is left out, where the tool would refuse the null. */
function fitOptional(value: Template, schema: JsonSchema, isRequired: boolean): Template {
  const refusesNull = typesOf(schema) !== undefined && !allowsNull(schema);
  return !isRequired && refusesNull ? omittable(value) : value;
}

function omittable(template: Template): Template {
  return template.kind === 'expression' ? { ...template, omitNull: true } : template;
}

/** `${{ input.mail }}` as a written argument tells the type of `mail` in an inferred input. */
function noteRead(
  context: Context,
  target: Target,
  property: string,
  schema: JsonSchema,
  isRequired: boolean,
  value: Template,
): void {
  if (context.hasWrittenInput || value.kind !== 'expression') return;
  const { root } = value.expression;
  if (root.kind !== 'member' || root.of.kind !== 'name' || root.of.name !== 'input') return;
  const path = [...target.argumentsPath, property];
  const who = `argument "${property}" of "${target.name}"`;
  const isOptional = root.optional === true || !isRequired;
  context.needs.push({ name: root.name, schema, isRequired: !isOptional, who, path, isByName: false });
}
