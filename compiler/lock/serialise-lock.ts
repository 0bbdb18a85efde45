import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { Json } from '../../plan/json.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Catalog } from '../catalog.ts';
import { LOCK_VERSION } from './language.ts';

/** The text of `tools.lock.json`: keys sorted and resources sorted by URI, so that a commit shows only what changed. */
export function serialiseLock(catalog: Catalog): string {
  const servers = Object.fromEntries(
    Object.entries(catalog.servers).map(([name, server]) => [
      name,
      {
        tools: server.tools,
        ...(server.resources === undefined ? {} : { resources: [...server.resources].sort(by((item) => item.uri)) }),
        ...(server.resourceTemplates === undefined
          ? {}
          : { resourceTemplates: [...server.resourceTemplates].sort(by((item) => item.uriTemplate)) }),
      },
    ]),
  );
  const sorted = parseJson(canonicalJson({ lockVersion: LOCK_VERSION, servers } as unknown as Json));
  return `${stringifyJson(sorted, 2)}\n`;
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
