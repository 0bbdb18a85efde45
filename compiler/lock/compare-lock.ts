import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { Json } from '../../plan/json.ts';
import type { Catalog, CatalogServer, CatalogTool } from '../catalog.ts';

export interface LockChange {
  kind: 'added' | 'removed' | 'changed';
  server: string;
  /** Null when it is about the server itself. */
  tool: string | null;
  /** One sentence for people. */
  message: string;
}

/** What differs between the catalog that was locked and the one that the servers offer now; servers and tools by name. */
export function compareLock(locked: Catalog, live: Catalog): LockChange[] {
  return namesOf(locked.servers, live.servers).flatMap((server) => {
    const before = own(locked.servers, server);
    const after = own(live.servers, server);
    if (before === undefined) return [change('added', server, null, `Server "${server}" is new.`)];
    if (after === undefined) return [change('removed', server, null, `Server "${server}" is gone.`)];
    return [...compareTools(server, before, after), ...compareResources(server, before, after)];
  });
}

function compareTools(server: string, before: CatalogServer, after: CatalogServer): LockChange[] {
  return namesOf(before.tools, after.tools).flatMap((tool) => {
    const locked = own(before.tools, tool);
    const live = own(after.tools, tool);
    if (locked === undefined) return [change('added', server, tool, `${server} has a new tool "${tool}".`)];
    if (live === undefined) return [change('removed', server, tool, `${server} no longer has the tool "${tool}".`)];
    if (locked.schemaHash === live.schemaHash) return [];
    return [
      change(
        'changed',
        server,
        tool,
        `The tool "${tool}" of ${server} changed: ${differences(locked, live).join('; ')}.`,
      ),
    ];
  });
}

function compareResources(server: string, before: CatalogServer, after: CatalogServer): LockChange[] {
  const parts = (['resources', 'resourceTemplates'] as const).filter(
    (part) => !same(before[part] ?? [], after[part] ?? []),
  );
  return parts.map((part) => {
    const what = part === 'resources' ? 'resources' : 'resource templates';
    return change('changed', server, null, `The ${what} of ${server} changed.`);
  });
}

/** The parts that differ, of the input the properties by name. */
function differences(locked: CatalogTool, live: CatalogTool): string[] {
  const parts: string[] = [];
  if (!same(locked.inputSchema, live.inputSchema))
    parts.push(`its input${properties(locked.inputSchema, live.inputSchema)}`);
  if (!same(locked.outputSchema, live.outputSchema))
    parts.push(`its output${properties(locked.outputSchema, live.outputSchema)}`);
  if (!same(locked.annotations, live.annotations)) parts.push('its annotations');
  return parts;
}

function properties(before: Json | undefined, after: Json | undefined): string {
  const [a, b] = [propertiesOf(before), propertiesOf(after)];
  const words = namesOf(a, b).flatMap((name) => {
    if (!Object.hasOwn(a, name)) return [`"${name}" added`];
    if (!Object.hasOwn(b, name)) return [`"${name}" removed`];
    return same(a[name], b[name]) ? [] : [`"${name}" changed`];
  });
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function propertiesOf(schema: Json | undefined): Record<string, Json> {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return {};
  const found = schema['properties'];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}

function namesOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a as Json) === canonicalJson(b as Json);
}

function change(kind: LockChange['kind'], server: string, tool: string | null, message: string): LockChange {
  return { kind, server, tool, message };
}
