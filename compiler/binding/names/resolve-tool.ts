import { reportUnknownServer, reportUnnamedServer } from '../reports/unknown-server.ts';
import { reportUnknownTool } from '../reports/unknown-tool.ts';
import type { Context } from '../context.ts';
import type { ToolFacts, ToolName } from '../model.ts';
import { own, toolFacts, unknownTool } from './tool-facts.ts';

/** Finds a tool; what cannot be found is reported and stands for an unknown one, so that the rest is still checked. */
export function resolveTool(context: Context, name: ToolName): ToolFacts {
  if (name.server === undefined) return resolveByTool(context, name);
  const known = knownServers(context);
  if (known !== null && !known.includes(name.server)) {
    reportUnknownServer(context, name.server, known, name.serverPath);
    return unknownTool(name.server, name.tool);
  }
  const server = own(context.catalog?.servers, name.server);
  if (server === undefined) {
    context.skipped.add(
      context.catalog === null
        ? 'Tools, their arguments and bindings are not checked: there is no catalog (tools.lock.json or live servers).'
        : `The tools of server "${name.server}" are not checked: the catalog does not have it.`,
    );
    return toolFacts(context, name.server, name.tool);
  }
  if (own(server.tools, name.tool) === undefined) {
    reportUnknownTool(context, name, Object.keys(server.tools));
    return unknownTool(name.server, name.tool);
  }
  return toolFacts(context, name.server, name.tool);
}

/** The servers that may be named: those of platform.yaml, else those of the catalog; null when there is neither. */
export function knownServers(context: Context): string[] | null {
  const servers = context.platform?.servers ?? context.catalog?.servers;
  return servers === undefined ? null : Object.keys(servers);
}

function resolveByTool(context: Context, name: ToolName): ToolFacts {
  const { catalog } = context;
  if (catalog === null) {
    context.skipped.add(`The server of tool "${name.tool}" is not known: there is no catalog to find it in.`);
    return unknownTool('', name.tool);
  }
  const servers = (knownServers(context) ?? []).filter(
    (server) => own(own(catalog.servers, server)?.tools, name.tool) !== undefined,
  );
  const [only] = servers;
  if (only !== undefined && servers.length === 1) return toolFacts(context, only, name.tool);
  if (only === undefined) {
    const tools = Object.values(catalog.servers).flatMap((server) => Object.keys(server.tools));
    reportUnknownTool(context, name, tools);
  } else {
    reportUnnamedServer(context, name.tool, servers, name.toolPath);
  }
  return unknownTool('', name.tool);
}
