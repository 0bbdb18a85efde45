import type { JsonSchema } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import type { SingleStepSyntax } from '../../syntax/language.ts';
import type { Context } from '../context.ts';
import type { CallNode, StepNode, ToolFacts } from '../model.ts';
import { idempotencyOf } from '../../syntax/idempotency.ts';
import { retryOf, timeoutsOf } from './policies.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { resolveTool } from '../names/resolve-tool.ts';
import { argumentsSchema } from '../arguments/arguments-schema.ts';

/** What the YAML says about one call, from a step, from one tool of a `tools:` step, or from a fallback. */
export interface CallSyntax {
  step: StepNode;
  role: CallNode['role'];
  server: string | undefined;
  tool: string;
  toolPath: Path;
  serverPath: Path;
  /** Where a key of this call stands. */
  at: (key: string) => Path;
  arguments: SingleStepSyntax['arguments'];
  output: SingleStepSyntax['output'];
  idempotency: SingleStepSyntax['idempotency'];
}

/** Finds the tool and reads the templates of a call; arguments are bound later. */
export function readCall(context: Context, syntax: CallSyntax): CallNode {
  const { step } = syntax;
  const tool = resolveTool(context, {
    server: syntax.server,
    serverPath: syntax.serverPath,
    tool: syntax.tool,
    toolPath: syntax.toolPath,
  });
  const call = createCall(context, syntax, tool);
  const sees = visibility(step, { call });
  if (syntax.arguments !== undefined) {
    call.written = readUse(context, syntax.arguments, call.argumentsPath, sees);
  }
  if (syntax.output !== undefined) {
    const extra = (): Record<string, JsonSchema | undefined> => ({
      output: call.result,
      arguments: argumentsSchema(call),
    });
    call.projection = readUse(context, syntax.output, syntax.at('output'), { ...sees, extra });
  }
  return call;
}

function createCall(context: Context, syntax: CallSyntax, tool: ToolFacts): CallNode {
  const written = syntax.step.syntax;
  const retry = retryOf(
    written.retry_policy,
    context.definition.orchestration,
    context.platform?.orchestration ?? null,
  );
  return {
    step: syntax.step,
    role: syntax.role,
    path: syntax.toolPath,
    argumentsPath: syntax.at('arguments'),
    tool,
    written: null,
    bindsByName: written.bind !== 'none',
    bound: { template: { kind: 'object', entries: [] }, sources: new Map() },
    result: tool.result,
    output: undefined,
    projection: null,
    effect: written.effect === 'none' ? false : tool.effect,
    idempotency: syntax.idempotency === undefined ? tool.idempotency : idempotencyOf(syntax.idempotency),
    atomicErrors: written.atomic_errors ?? tool.atomicErrors,
    compensation: null,
    noCompensationReason: null,
    probe: null,
    timeout: timeoutsOf(written.timeout, tool.timeoutMs, retry.maximumAttempts === null),
    retry,
  };
}
