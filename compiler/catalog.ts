import type { JsonSchema } from '../plan/json.ts';

/** What the servers offer, as the compiler sees it: from `tools.lock.json` or from live servers. */
export interface Catalog {
  servers: Record<string, CatalogServer>;
}

export interface CatalogServer {
  tools: Record<string, CatalogTool>;
  resources?: CatalogResource[];
  resourceTemplates?: CatalogResourceTemplate[];
}

export interface CatalogTool {
  description?: string;
  inputSchema: JsonSchema;
  outputSchema?: JsonSchema;
  annotations?: CatalogAnnotations;
  /** `sha256:…`, see `lock/schema-hash.ts`. */
  schemaHash: string;
}

interface CatalogAnnotations {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
}

interface CatalogResource {
  uri: string;
  name?: string;
  description?: string;
  mimeType?: string;
}

interface CatalogResourceTemplate {
  uriTemplate: string;
  name?: string;
  description?: string;
  mimeType?: string;
}
