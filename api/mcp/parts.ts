import type { FacadeDeps } from './facade.ts';
import { createSeal } from './protocol/seal.ts';
import type { Seal } from './protocol/seal.ts';
import { createToolCatalog } from './tools/tool-catalog.ts';
import type { ToolCatalog } from './tools/tool-catalog.ts';

/** What every request needs, made once for all of them. */
export interface FacadeParts extends FacadeDeps {
  seal: Seal;
  tools: ToolCatalog;
}

export function createParts(deps: FacadeDeps): FacadeParts {
  const { settings, operations, log, now } = deps;
  return { ...deps, seal: createSeal(settings.secret, now), tools: createToolCatalog(operations, log) };
}
