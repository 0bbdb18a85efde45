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
