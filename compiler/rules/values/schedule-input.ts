import { parseText } from '../../../plan/expressions/template.ts';
import { isJsonObject } from '../../../plan/json.ts';
import type { Json } from '../../../plan/json.ts';
import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { scheduledInput } from '../../schedule/emit-schedule.ts';
import { checkValue } from '../../schemas/check-value.ts';
import type { ValueProblem } from '../../schemas/check-value.ts';
import { propertiesOf } from '../../schemas/parts.ts';
import { didYouMean } from '../../suggest.ts';

/** The input that a schedule gives every execution: values only, and they fit the definition's input. */
export function scheduleInput(context: Context, analysis: Analysis): void {
  const { body, root } = context.definition;
  if (body.schedule === undefined) return;
  const input = body.schedule.input ?? {};
  const path = [...root, 'schedule', 'input'];
  const unread = expressionPlaces(input, path);
  for (const place of unread) reportExpression(context, place);
  if (unread.length > 0 || !isInputKnown(context, analysis)) return;
  for (const problem of checkValue(scheduledInput(input), context.input ?? {})) reportMisfit(context, problem, path);
}

/** The texts that are no literals, well-formed or not. */
function expressionPlaces(value: Json, path: Path): Path[] {
  if (typeof value === 'string') {
    const read = parseText(value);
    return read.ok && read.template.kind === 'literal' ? [] : [path];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => expressionPlaces(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => expressionPlaces(item, [...path, key]));
}

/** An inferred input has what the tools need: while one of them is unknown, so is the input. */
function isInputKnown({ hasWrittenInput }: Context, { calls }: Analysis): boolean {
  return hasWrittenInput || calls.every(({ tool }) => tool.inputSchema !== null);
}

function reportExpression(context: Context, path: Path): void {
  context.report({
    code: 'schedule-input',
    message: 'The input of a schedule has values, no expressions: there is nothing yet that they could read.',
    path,
    hint: 'Write the value itself. A literal "${{" is written "$${{".',
  });
}

function reportMisfit(context: Context, problem: ValueProblem, path: Path): void {
  const { name } = context.definition.body;
  const unknown = unknownProperty(context, problem);
  const near = unknown === null ? undefined : didYouMean(unknown, propertyNames(context));
  const sentence = `The input of the schedule does not fit "${name}": ${pointer(problem.path)} ${problem.message}.`;
  context.report({
    code: 'schedule-input',
    message: near === undefined ? sentence : `${sentence} Did you mean "${near}"?`,
    path: [...path, ...problem.path],
    at: unknown !== null || problem.path.length === 0 ? 'key' : 'value',
    hint: context.definition.body.schedule?.input === undefined ? 'Add "input" to the schedule.' : undefined,
  });
}

/** JSON pointer (RFC 6901) into the input. */
function pointer(path: ValueProblem['path']): string {
  if (path.length === 0) return 'it';
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A property of the input itself that it does not have. */
function unknownProperty(context: Context, { path }: ValueProblem): string | null {
  const [name, ...deeper] = path;
  return typeof name !== 'string' || deeper.length > 0 || propertyNames(context).includes(name) ? null : name;
}

function propertyNames({ input = {} }: Context): string[] {
  return [...propertiesOf(input).keys()];
}
