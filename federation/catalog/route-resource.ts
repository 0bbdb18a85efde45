import type { CatalogResult, RouteResult, ServerCatalog, ServerSource } from '../contract.ts';
import { resolveSource } from '../session/resolve-source.ts';
import { matchesUriTemplate } from './uri-template.ts';

/**
 * Finds the server that reads a URI. What the platform declares comes first (a server's `schemes`, then its name used as scheme);
 * only then are servers asked what they list. More than one is a problem, never a guess.
 */
export async function routeUri(
  uri: string,
  sources: ServerSource[],
  catalogOf: (server: string) => Promise<CatalogResult>,
): Promise<RouteResult> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1];
  if (scheme === undefined) return { ok: false, problem: `"${uri}" is no URI: it has no scheme.`, candidates: [] };
  const declared = sources.filter((source) => declaresScheme(source, scheme));
  if (declared.length > 0)
    return decide(
      uri,
      declared.map(({ name }) => name),
      `declare the scheme "${scheme}"`,
    );
  if (sources.some(({ name }) => name === scheme)) return { ok: true, server: scheme };
  return askServers(uri, sources, catalogOf);
}

function declaresScheme(source: ServerSource, scheme: string): boolean {
  const config = resolveSource(source);
  return !('problem' in config) && config.schemes.includes(scheme);
}

async function askServers(
  uri: string,
  sources: ServerSource[],
  catalogOf: (server: string) => Promise<CatalogResult>,
): Promise<RouteResult> {
  const answers = await Promise.all(sources.map(async ({ name }) => ({ name, result: await catalogOf(name) })));
  const catalogs = answers.flatMap(({ result }) => (result.ok ? [result.catalog] : []));
  const exact = catalogs.filter(({ resources }) => resources.some((resource) => resource.uri === uri));
  const offering = exact.length > 0 ? exact : catalogs.filter((catalog) => hasTemplateFor(catalog, uri));
  if (offering.length > 0)
    return decide(
      uri,
      offering.map(({ server }) => server),
      'offer it',
    );
  const silent = answers.filter(({ result }) => !result.ok).map(({ name }) => name);
  const unasked = silent.length === 0 ? '' : ` Not asked, because unreachable: ${silent.join(', ')}.`;
  return { ok: false, problem: `No server offers the resource "${uri}".${unasked}`, candidates: [] };
}

function hasTemplateFor({ resourceTemplates }: ServerCatalog, uri: string): boolean {
  return resourceTemplates.some(({ uriTemplate }) => matchesUriTemplate(uriTemplate, uri));
}

function decide(uri: string, servers: string[], why: string): RouteResult {
  const [only, ...others] = servers;
  if (only !== undefined && others.length === 0) return { ok: true, server: only };
  return {
    ok: false,
    problem: `More than one server could read "${uri}": ${servers.join(', ')} ${why}.`,
    candidates: servers,
  };
}
