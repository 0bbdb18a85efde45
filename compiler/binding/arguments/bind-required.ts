import type { Template } from '../../../plan/expressions/template.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { reportUnboundArgument } from '../reports/unbound-argument.ts';
import { compare } from '../../schemas/compatibility.ts';
import { propertiesOf, propertyOf, requiredOf } from '../../schemas/parts.ts';
import { argumentsSchema } from './arguments-schema.ts';
import type { Context } from '../context.ts';
import type { BoundArguments, CallNode, Source, ToolFacts } from '../model.ts';
import { inputName } from './input-names.ts';
import { entriesOf, expressionTemplate, pathText } from '../templates/written.ts';

/** A compensation or probe whose arguments come from the call it belongs to. */
export interface RequiredTarget {
  call: CallNode;
  tool: ToolFacts;
  target: { name: string; path: Path };
  written: Template | undefined;
  /** False when a step is undone with its own tool: bound by name it would do the same again, so all is written. */
  bindsByName: boolean;
  hasOutput: boolean;
  /** A compensation; else a probe, which may also send the key. */
  isUndo: boolean;
}

/** Binds *required* properties only: from the call's arguments, then its output, then the input; never a new input. */
export function bindRequired(context: Context, wanted: RequiredTarget): BoundArguments {
  const sources = new Map<string, Source>();
  const written = wanted.written === undefined ? [] : entriesOf(wanted.written);
  const { inputSchema } = wanted.tool;
  if (written === null || inputSchema === null) {
    return { template: wanted.written ?? { kind: 'object', entries: [] }, sources };
  }
  const entries = [...written];
  const has = new Set(written.map((entry) => entry.key));
  const required = requiredOf(inputSchema);
  for (const [property, schema] of propertiesOf(inputSchema)) {
    if (has.has(property) || !required.has(property) || isKeyOfUndo(wanted, property)) continue;
    const source = wanted.bindsByName ? sourceOf(context, wanted, property, schema) : null;
    if (source === null) {
      reportUnboundArgument(context, wanted.target, property, reasonFor(wanted));
      continue;
    }
    sources.set(property, source);
    entries.push({ key: property, value: source.template });
  }
  return { template: { kind: 'object', entries }, sources };
}

/** The compensation's own idempotency key travels in this argument; who sends the call fills it in. */
function isKeyOfUndo(wanted: RequiredTarget, property: string): boolean {
  return wanted.isUndo && property === wanted.tool.idempotency.argument;
}

function sourceOf(context: Context, wanted: RequiredTarget, property: string, schema: JsonSchema): Source | null {
  const { call } = wanted;
  if (!wanted.isUndo && property === call.idempotency.argument)
    return source('key', { type: 'string' }, "the call's key");
  const candidates = [
    candidateIn(argumentsSchema(call), 'arguments', property, "the step's own argument"),
    wanted.hasOutput ? candidateIn(call.result, 'output', property, "the step's own output") : null,
    candidateIn(context.input, 'input', property, 'the input of the definition'),
    candidateIn(context.input, 'input', inputName(property, wanted.tool.name), 'the input of the definition'),
  ];
  return candidates.find((one) => one !== null && compare(one.schema, schema) !== 'incompatible') ?? null;
}

function candidateIn(schema: JsonSchema | undefined, root: string, property: string, why: string): Source | null {
  if (schema === undefined || !requiredOf(schema).has(property)) return null;
  const found = propertyOf(schema, property);
  return found === undefined ? null : source(pathText(root, property), found, why);
}

function source(text: string, schema: JsonSchema, why: string): Source {
  return { text, template: expressionTemplate(text), schema, why };
}

function reasonFor(wanted: RequiredTarget): string {
  if (!wanted.bindsByName) return 'undoing with the same tool needs all arguments written';
  const output = wanted.hasOutput ? ', nor its output,' : '';
  return `neither the step's arguments${output} nor the input have one that fits`;
}
