import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../suggest.ts';

/** A server is named that platform.yaml (without it: the catalog) does not have. */
export function reportUnknownServer(context: Context, server: string, known: string[], path: Path): void {
  const guess = didYouMean(server, known);
  const where = context.platform === null ? 'The catalog' : 'platform.yaml';
  context.report({
    code: 'unknown-server',
    message: `${where} has no server "${server}".${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
    path,
    hint: known.length === 0 ? 'No server is declared yet.' : `Known servers: ${listed(known)}.`,
  });
}

/** `mcp_server` is left out, but more than one server has the tool. */
export function reportUnnamedServer(context: Context, tool: string, servers: string[], path: Path): void {
  context.report({
    code: 'unknown-server',
    message: `More than one server has a tool "${tool}": ${listed(servers)}.`,
    path,
    hint: `Add "mcp_server: ${servers[0] ?? ''}" or the other one.`,
  });
}

/** No server has `schemes`, a name or a resource that fits the URI. */
export function reportSchemeOfNobody(context: Context, step: StepNode, scheme: string, known: string[]): void {
  context.report({
    code: 'unknown-server',
    message: `No server offers "${scheme}:" resources.`,
    path: [...step.path, 'resource'],
    hint: `Add "mcp_server", or "schemes: [${scheme}]" to a server in platform.yaml. Known servers: ${known.join(', ')}.`,
  });
}

function listed(names: string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
