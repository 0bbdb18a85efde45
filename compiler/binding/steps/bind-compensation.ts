import { templateReferences } from '../../../plan/expressions/references.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import type { Json } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { requiredOf } from '../../schemas/parts.ts';
import type { SingleStepSyntax } from '../../syntax/language.ts';
import { argumentsSchema } from '../arguments/arguments-schema.ts';
import { bindRequired } from '../arguments/bind-required.ts';
import type { Context } from '../context.ts';
import type { CallNode, CompensationNode } from '../model.ts';
import { compensationRetryOf, timeoutsOf } from './policies.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { resolveTool } from '../names/resolve-tool.ts';
import { entriesOf } from '../templates/written.ts';

/** LANGUAGE "Compensation": finds the tool and reads the templates; arguments are bound when the input is known. */
export function readCompensation(
  context: Context,
  call: CallNode,
  syntax: SingleStepSyntax['compensation'],
  path: Path,
): void {
  if (syntax === undefined) return;
  if (typeof syntax === 'string') {
    call.compensation = createCompensation(context, call, { action: syntax }, { path, toolPath: path });
  } else if ('none' in syntax) {
    call.noCompensationReason = syntax.none;
  } else {
    call.compensation = createCompensation(context, call, syntax, { path, toolPath: [...path, 'action'] });
  }
}

/** Binds the required arguments of a compensation. */
export function bindCompensation(context: Context, compensation: CompensationNode): void {
  const { call, tool } = compensation;
  const isSameTool = tool.server === call.tool.server && tool.name === call.tool.name;
  const target = { name: tool.name, path: compensation.path };
  const wanted = { call, tool, target, isUndo: true, bindsByName: !isSameTool };
  compensation.bound = bindRequired(context, { ...wanted, written: compensation.written?.template, hasOutput: true });
  const { writtenWithoutOutput: other } = compensation;
  if (other === null) {
    settleWithoutOutput(compensation);
    return;
  }
  compensation.needsOutput = readsOutput(compensation.bound.template);
  compensation.withoutOutput = bindRequired(context, { ...wanted, written: other.template, hasOutput: false }).template;
}

type CompensationSyntax = Extract<SingleStepSyntax['compensation'], { action: string }>;

function createCompensation(
  context: Context,
  call: CallNode,
  syntax: CompensationSyntax,
  { path, toolPath }: { path: Path; toolPath: Path },
): CompensationNode {
  const server = syntax.mcp_server ?? (call.tool.server === '' ? undefined : call.tool.server);
  const serverPath = syntax.mcp_server === undefined ? toolPath : [...path, 'mcp_server'];
  const tool = resolveTool(context, { server, serverPath, tool: syntax.action, toolPath });
  const sees = visibility(call.step, { call, isCompensation: true });
  const before = { ...sees, extra: () => ({ arguments: argumentsSchema(call) }) };
  const after = { ...sees, extra: () => ({ output: call.result, arguments: argumentsSchema(call) }) };
  const { arguments: written, without_output: without } = syntax;
  const readWritten = (value: Json, key: string, see: typeof sees) => readUse(context, value, [...path, key], see);
  return {
    call,
    path: toolPath,
    argumentsPath: [...path, 'arguments'],
    tool,
    written: written === undefined ? null : readWritten(written, 'arguments', after),
    writtenWithoutOutput: without === undefined ? null : readWritten(without, 'without_output', before),
    bound: { template: { kind: 'object', entries: [] }, sources: new Map() },
    withoutOutput: null,
    needsOutput: false,
    // Inherits the step's attempt timeout; how long it goes on in all is for `park_after` to say (S23).
    timeout: timeoutsOf(syntax.timeout, call.timeout.attemptMs, true),
    retry: compensationRetryOf(syntax.retry_policy),
  };
}

/** Without an output, optional arguments that read it are left out. Where a required one reads it, an unclear outcome parks. */
function settleWithoutOutput(compensation: CompensationNode): void {
  const { template } = compensation.bound;
  compensation.needsOutput = readsOutput(template);
  if (!compensation.needsOutput) return;
  const entries = entriesOf(template);
  const { inputSchema } = compensation.tool;
  const required = inputSchema === null ? null : requiredOf(inputSchema);
  const isNeeded = (key: string): boolean => required === null || required.has(key);
  if (entries === null || entries.some(({ key, value }) => isNeeded(key) && readsOutput(value))) return;
  compensation.withoutOutput = { kind: 'object', entries: entries.filter(({ value }) => !readsOutput(value)) };
}

function readsOutput(template: Template): boolean {
  return templateReferences(template).some((reference) => reference.root === 'output');
}
