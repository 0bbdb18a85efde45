import { references, expressionsOf } from '../../../plan/expressions/references.ts';
import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { reportConflictingNeeds } from '../reports/conflicting-input.ts';
import { reportSharedInput } from '../reports/shared-input.ts';
import { compare } from '../../schemas/compatibility.ts';
import { mergeSchemas } from '../../schemas/merge.ts';
import { propertiesOf, propertyOf, requiredOf } from '../../schemas/parts.ts';
import { addBound } from './bind-arguments.ts';
import type { Context } from '../context.ts';
import type { Need } from '../model.ts';
import { inputName, isIdentifier } from './input-names.ts';
import { enclosingGroups } from '../names/upstream.ts';
import { entriesOf, expressionTemplate, pathText } from '../templates/written.ts';

/** The input that nobody wrote: what the tools need and what expressions read, as one closed object. */
export function inferInput(context: Context): JsonSchema {
  const byName = new Map<string, Need[]>();
  for (const need of [...context.needs, ...needsOfExpressions(context)]) {
    const others = byName.get(need.name);
    if (others === undefined) byName.set(need.name, [need]);
    else others.push(need);
  }
  const conflicting = new Set<Need[]>();
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const [name, needs] of byName) {
    const merged = mergeNeeds(context, needs);
    if (merged === null) conflicting.add(needs);
    properties[name] = merged ?? {};
    if (needs.some((need) => need.isRequired)) required.push(name);
  }
  const input: JsonSchema = { type: 'object', properties, required, additionalProperties: false };
  for (const need of bindOptional(context, input)) byName.get(need.name)?.push(need);
  for (const needs of byName.values()) {
    const shared = needs.filter((need) => need.isByName);
    if (shared.length > 1 && !conflicting.has(needs)) reportSharedInput(context, shared);
  }
  return input;
}

/** Null: no value fits all of them (reported). */
function mergeNeeds(context: Context, needs: Need[]): JsonSchema | null {
  const [first] = needs;
  let merged: JsonSchema = {};
  for (const need of needs) {
    const both = mergeSchemas(merged, need.schema);
    if (both === null) {
      if (first !== undefined) reportConflictingNeeds(context, first, need);
      return null;
    }
    merged = both;
  }
  return merged;
}

/** Names read as `input.x`: required unless every reading allows for absence. */
function needsOfExpressions(context: Context): Need[] {
  return context.uses.flatMap((use) =>
    expressionsOf(use.template, use.path).flatMap(({ expression, within }) =>
      references(expression).flatMap(({ root, path, optional }): Need[] => {
        const [name] = path;
        if (root !== 'input' || name === undefined) return [];
        return [{ name, schema: {}, isRequired: !optional, who: 'an expression', path: within, isByName: false }];
      }),
    ),
  );
}

/** An optional property is bound to what the input has for other reasons; by itself it adds nothing to the input. */
function bindOptional(context: Context, input: JsonSchema): Need[] {
  const added: Need[] = [];
  for (const { target, bound } of context.targets) {
    const { schema } = target;
    if (schema === null || !target.bindsByName || entriesOf(bound.template) === null) continue;
    if ([target.step, ...enclosingGroups(target.step)].some((step) => step.syntax.for_each !== undefined)) continue;
    const has = new Set(entriesOf(bound.template)?.map((entry) => entry.key));
    const required = requiredOf(schema);
    for (const [property, wanted] of propertiesOf(schema)) {
      const name = inputName(property, target.name);
      const found = propertyOf(input, name);
      if (has.has(property) || required.has(property) || property === target.keyArgument) continue;
      if (found === undefined || compare(found, wanted) !== 'compatible') continue;
      const text = pathText('input', name);
      addBound(bound, schema, property, {
        text,
        template: expressionTemplate(text),
        schema: found,
        why: 'the inferred input',
      });
      const who = `tool "${target.name}" of step "${target.step.name}"`;
      added.push({ name, schema: wanted, isRequired: false, who, path: target.path, isByName: !isIdentifier(name) });
    }
  }
  return added;
}
