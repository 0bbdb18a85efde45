import type { Path } from '../../diagnostics/diagnostic.ts';
import type { SingleStepSyntax } from '../../syntax/language.ts';
import { argumentsSchema } from '../arguments/arguments-schema.ts';
import { bindRequired } from '../arguments/bind-required.ts';
import type { Context } from '../context.ts';
import type { CallNode, ProbeNode } from '../model.ts';
import { timeoutsOf } from './policies.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { resolveTool } from '../names/resolve-tool.ts';

/** SAGAS S12: a read-only tool that tells whether a call of unknown outcome happened. Its arguments are bound later. */
export function readProbe(context: Context, call: CallNode, syntax: SingleStepSyntax['probe'], path: Path): void {
  if (syntax === undefined) return;
  const toolPath = [...path, 'action'];
  const server = syntax.mcp_server ?? (call.tool.server === '' ? undefined : call.tool.server);
  const serverPath = syntax.mcp_server === undefined ? toolPath : [...path, 'mcp_server'];
  const tool = resolveTool(context, { server, serverPath, tool: syntax.action, toolPath });
  const sees = visibility(call.step, { call });
  const ask = { ...sees, extra: () => ({ key: KEY, arguments: argumentsSchema(call) }) };
  const judge = { ...sees, extra: () => ({ key: KEY, arguments: argumentsSchema(call), output: tool.result }) };
  const written =
    syntax.arguments === undefined ? null : readUse(context, syntax.arguments, [...path, 'arguments'], ask);
  call.probe = {
    call,
    path: toolPath,
    argumentsPath: [...path, 'arguments'],
    tool,
    written,
    bound: { template: { kind: 'object', entries: [] }, sources: new Map() },
    happened: readUse(context, syntax.happened, [...path, 'happened'], judge, 'boolean'),
    result: syntax.result === undefined ? null : readUse(context, syntax.result, [...path, 'result'], judge),
    timeout: timeoutsOf(undefined, tool.timeoutMs, false),
  };
}

/** Binds the required arguments of a probe: a call's own arguments and its key are what one asks about. */
export function bindProbe(context: Context, probe: ProbeNode): void {
  const { call, tool, path, written } = probe;
  const target = { name: tool.name, path };
  const wanted = { call, tool, target, written: written?.template, bindsByName: true, hasOutput: false, isUndo: false };
  probe.bound = bindRequired(context, wanted);
}

const KEY = { type: 'string' };
