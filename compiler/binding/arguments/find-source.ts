import type { JsonSchema } from '../../../plan/json.ts';
import { reportAmbiguousBinding } from '../reports/ambiguous-binding.ts';
import { reportConflictWithInput } from '../reports/conflicting-input.ts';
import { reportUnboundArgument } from '../reports/unbound-argument.ts';
import { reportUntypedBinding } from '../reports/untyped-binding.ts';
import { compare } from '../../schemas/compatibility.ts';
import { propertyOf, requiredOf } from '../../schemas/parts.ts';
import { withNull } from '../../schemas/types.ts';
import type { Context } from '../context.ts';
import type { Source, StepNode, Wanted } from '../model.ts';
import { inputName, isIdentifier } from './input-names.ts';
import { nearestOutputs } from './output-sources.ts';
import { enclosingGroups } from '../names/upstream.ts';
import { expressionTemplate, pathText } from '../templates/written.ts';

/** The sources of LANGUAGE "Binding" in their order: the item, outputs (identifiers only), the input. Null: left out, or reported. */
export function findSource(context: Context, wanted: Wanted): Source | null {
  return fromItem(context, wanted) ?? fromOutputsOrInput(context, wanted);
}

function fromItem(context: Context, wanted: Wanted): Source | null {
  for (const loop of loopsAround(wanted.target.step)) {
    if (loop.item === undefined) continue;
    const source = itemSource(loop, loop.item, wanted);
    if (source !== null) return accept(context, wanted, source);
  }
  return null;
}

function itemSource(loop: StepNode, item: JsonSchema, wanted: Wanted): Source | null {
  const why = `the item of "for_each" of step "${loop.name}"`;
  const property = propertyOf(item, wanted.property);
  if (property !== undefined) {
    const schema = requiredOf(item).has(wanted.property) ? property : withNull(property);
    return fitting(wanted, source(pathText(loop.as, wanted.property), schema, why));
  }
  return loop.as === wanted.property ? fitting(wanted, source(loop.as, item, why)) : null;
}

function fromOutputsOrInput(context: Context, wanted: Wanted): Source | null {
  const input = context.hasWrittenInput ? writtenInputSource(context, wanted) : null;
  const isFromOutput = wanted.isRequired && isIdentifier(wanted.property);
  const outputs = isFromOutput ? nearestOutputs(wanted) : [];
  const [nearest] = outputs;
  if (nearest !== undefined) {
    const candidates = [...outputs, ...(input === null ? [] : [input])];
    const others = candidates.filter((candidate) => candidate.text !== nearest.text);
    if (others.length === 0) return accept(context, wanted, nearest);
    reportAmbiguousBinding(context, wanted, [nearest, ...others]);
    return null;
  }
  if (context.hasWrittenInput) return input === null ? missing(context, wanted) : acceptInput(context, wanted, input);
  return inferredInputSource(context, wanted);
}

function writtenInputSource(context: Context, wanted: Wanted): Source | null {
  if (context.input === undefined) return null;
  for (const name of new Set([inputName(wanted.property, wanted.target.name), wanted.property])) {
    const property = propertyOf(context.input, name);
    if (property === undefined) continue;
    const schema = requiredOf(context.input).has(name) ? property : withNull(property);
    return source(pathText('input', name), schema, 'the input of the definition');
  }
  return null;
}

/** The input is the last source: what does not fit there is a mistake, not a reason to look further. */
function acceptInput(context: Context, wanted: Wanted, input: Source): Source | null {
  if (fitting(wanted, input) !== null) return accept(context, wanted, input);
  reportConflictWithInput(context, wanted, input);
  return null;
}

function missing(context: Context, wanted: Wanted): null {
  if (wanted.isRequired) reportUnboundArgument(context, wanted.target, wanted.property, 'the "input" does not have it');
  return null;
}

/** A required property is added to the inferred input; an optional one is bound later, if the input has it (infer-input.ts). */
function inferredInputSource(context: Context, wanted: Wanted): Source | null {
  const { target, property, schema } = wanted;
  if (!wanted.isRequired) return null;
  if (loopsAround(target.step).some((loop) => loop.item === undefined)) {
    reportUnboundArgument(context, target, property, 'the type of the items of "for_each" is not known');
    return null;
  }
  const name = inputName(property, target.name);
  const who = target.call === null ? `definition "${target.name}"` : `tool "${target.name}"`;
  const need = { name, schema, isRequired: true, who: `${who} of step "${target.step.name}"`, path: target.path };
  // A fallback does the work of its step, so both need the same things: that is no reason for the warning shared-input.
  context.needs.push({ ...need, isByName: !isIdentifier(name) && target.call?.role !== 'fallback' });
  return source(pathText('input', name), schema, 'the inferred input');
}

/** The loops around a step, its own first. */
function loopsAround(step: StepNode): StepNode[] {
  return [step, ...enclosingGroups(step)].filter((node) => node.syntax.for_each !== undefined);
}

function source(text: string, schema: JsonSchema, why: string): Source {
  return { text, template: expressionTemplate(text), schema, why };
}

/** For an optional property a null is no misfit: it is left out. */
function fitting(wanted: Wanted, candidate: Source): Source | null {
  const target = wanted.isRequired ? wanted.schema : withNull(wanted.schema);
  return compare(candidate.schema, target) === 'incompatible' ? null : candidate;
}

function accept(context: Context, wanted: Wanted, chosen: Source): Source {
  const target = wanted.isRequired ? wanted.schema : withNull(wanted.schema);
  if (compare(chosen.schema, target) === 'undecidable') reportUntypedBinding(context, wanted, chosen);
  return chosen;
}
