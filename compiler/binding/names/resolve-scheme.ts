import { reportAmbiguousScheme } from '../reports/ambiguous-scheme.ts';
import { reportUnreadableScheme } from '../reports/bad-value.ts';
import { reportSchemeOfNobody } from '../reports/unknown-server.ts';
import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import { own } from './tool-facts.ts';
import { knownServers } from './resolve-tool.ts';

/**
 * The server that reads a URI without `mcp_server`: the one whose `schemes` has the scheme, else the one so named, else the one
 * whose resources or templates have it. Null: none was found, and that is reported,
 * or said to be unknown where there is no catalog to look in.
 */
export function resolveScheme(context: Context, step: StepNode, uri: string): string | null {
  const scheme = SCHEME.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    reportUnreadableScheme(context, step);
    return null;
  }
  const known = knownServers(context);
  if (known === null) {
    context.skipped.add(`The server of "${scheme}://" is not known: there is neither platform.yaml nor a catalog.`);
    return null;
  }
  const declared = known.filter((name) => own(context.platform?.servers, name)?.schemes.includes(scheme) === true);
  const named = known.filter((name) => name === scheme);
  const listed = known.filter((name) => offersScheme(context, name, scheme));
  const candidates = [declared, named, listed].find((names) => names.length > 0) ?? [];
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (only !== undefined) reportAmbiguousScheme(context, step, scheme, candidates);
  else if (context.catalog === null)
    context.skipped.add(`The server of "${scheme}://" is not known: there is no catalog.`);
  else reportSchemeOfNobody(context, step, scheme, known);
  return null;
}

/** RFC 3986; it ends before any expression, because which server is asked must not depend on data. */
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;

function offersScheme(context: Context, name: string, scheme: string): boolean {
  const server = own(context.catalog?.servers, name);
  const prefix = `${scheme}:`;
  const has = (uri: string): boolean => uri.toLowerCase().startsWith(prefix);
  return (
    (server?.resources ?? []).some((resource) => has(resource.uri)) ||
    (server?.resourceTemplates ?? []).some((template) => has(template.uriTemplate))
  );
}
