import { bindArguments } from '../arguments/bind-arguments.ts';
import type { Context } from '../context.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { CallNode } from '../model.ts';
import { scopeOf } from '../templates/scope.ts';

/** Binds the arguments and types the output of a call that was read. */
export function completeCall(context: Context, call: CallNode): void {
  const target = {
    step: call.step,
    call,
    name: call.tool.name,
    schema: call.tool.inputSchema,
    written: call.written,
    bindsByName: call.bindsByName,
    keyArgument: call.idempotency.argument,
    path: call.path,
    argumentsPath: call.argumentsPath,
  };
  call.bound = bindArguments(context, target);
  context.targets.push({ target, bound: call.bound });
  const { projection } = call;
  call.output = projection === null ? call.result : schemaOf(projection.template, scopeOf(context, projection.sees));
}
