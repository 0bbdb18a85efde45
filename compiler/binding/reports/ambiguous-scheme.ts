import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';

/** More than one server could read the URI. */
export function reportAmbiguousScheme(context: Context, step: StepNode, scheme: string, servers: string[]): void {
  context.report({
    code: 'ambiguous-scheme',
    message: `More than one server offers "${scheme}:" resources: ${servers.map((name) => `"${name}"`).join(', ')}.`,
    path: [...step.path, 'resource'],
    hint: `Add "mcp_server: ${servers[0] ?? ''}", or give one server "schemes: [${scheme}]" in platform.yaml.`,
  });
}

/** No server could (reported as unknown-server). */
export function reportSchemeOfNobody(context: Context, step: StepNode, scheme: string, known: string[]): void {
  context.report({
    code: 'unknown-server',
    message: `No server offers "${scheme}:" resources.`,
    path: [...step.path, 'resource'],
    hint: `Add "mcp_server", or "schemes: [${scheme}]" to a server in platform.yaml. Known servers: ${known.join(', ')}.`,
  });
}

/** The scheme is not written out, so nobody can tell here which server would be asked (reported as bad-value). */
export function reportUnreadableScheme(context: Context, step: StepNode): void {
  context.report({
    code: 'bad-value',
    message: 'The URI of a resource begins with a literal scheme, as in "github://…".',
    path: [...step.path, 'resource'],
    hint: 'Write the scheme out and use expressions only behind it, or add "mcp_server".',
  });
}
