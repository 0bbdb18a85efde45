import type { JsonSchema } from '../../../plan/json.ts';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { propertyOf, requiredOf } from '../../schemas/parts.ts';
import { compare } from '../../schemas/compatibility.ts';
import type { CallNode, Source, StepNode, Wanted } from '../model.ts';
import { upstreamLevels } from '../names/upstream.ts';
import { entriesOf, expressionTemplate, pathText } from '../templates/written.ts';

/** The outputs that have the wanted property, at the nearest distance at which there are any; different sources only. */
export function nearestOutputs(wanted: Wanted): Source[] {
  const { step, call } = wanted.target;
  if (call !== null && step.verb === 'tools') {
    const own = newestOf(step, step.calls.slice(0, step.calls.indexOf(call)), wanted);
    if (own !== null) return [own];
  }
  for (const level of upstreamLevels(step)) {
    const found = level.map((node) => sourceFromStep(node, wanted)).filter((source) => source !== null);
    const different = new Map(found.map((source) => [source.text, source]));
    if (different.size > 0) return [...different.values()];
  }
  return [];
}

function sourceFromStep(step: StepNode, wanted: Wanted): Source | null {
  if (!hasDependableOutput(step)) return null;
  if (step.child !== null) return sourceIn(pathText('steps', step.name, 'output'), step.output, wanted);
  return newestOf(step, step.calls, wanted);
}

/** Never of steps that may be skipped or continued; a list of iterations has no properties. */
function hasDependableOutput(step: StepNode): boolean {
  const { syntax } = step;
  return syntax.when === undefined && syntax.on_failure !== 'continue' && syntax.for_each === undefined;
}

function newestOf(step: StepNode, calls: readonly CallNode[], wanted: Wanted): Source | null {
  for (const call of [...calls].reverse()) {
    const names = step.verb === 'tools' ? [call.tool.name] : [];
    const source = sourceFromCall(call, pathText('steps', step.name, 'output', ...names), wanted);
    if (source !== null) return source;
  }
  return null;
}

function sourceFromCall(call: CallNode, path: string, wanted: Wanted): Source | null {
  if (call.tool.outputSchema === null) return null;
  const schema = call.step.verb === 'action' ? call.step.output : call.output;
  const source = sourceIn(path, schema, wanted);
  return source === null || call.projection !== null ? source : echoOf(call, wanted.property, source);
}

function sourceIn(path: string, schema: JsonSchema | undefined, wanted: Wanted): Source | null {
  if (schema === undefined) return null;
  const property = propertyOf(schema, wanted.property);
  if (property === undefined || !requiredOf(schema).has(wanted.property)) return null;
  if (compare(property, wanted.schema) === 'incompatible') return null;
  const text = `${path}${pathText('', wanted.property)}`;
  return { text, template: expressionTemplate(text), schema: property, why: `the nearest output with that name` };
}

/** An output with the name of an argument is that argument: its source is used (LANGUAGE "Binding", echo). */
function echoOf(call: CallNode, property: string, source: Source): Source {
  const argument = entriesOf(call.bound.template)?.find((entry) => entry.key === property)?.value;
  const known = call.bound.sources.get(property);
  const why = `step "${call.step.name}" hands on its argument of that name`;
  if (argument?.kind === 'expression' && argument.omitNull !== true) {
    return { text: argument.expression.source, template: argument, schema: known?.schema ?? source.schema, why };
  }
  if (argument?.kind === 'literal') {
    return { text: stringifyJson(argument.value), template: argument, schema: source.schema, why };
  }
  return source;
}
