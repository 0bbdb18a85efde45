import { LRUCache } from 'lru-cache';
import type { CallRequest } from '../plan/call.ts';
import { canonicalJson } from '../plan/hash/canonical-json.ts';
import type { Json } from '../plan/json.ts';

/** Outputs of reads that a step allows to be reused for a while (`cache: 5m`). */
export interface OutputCache {
  /** Null: ask the tool. Also for a call that may not be reused. */
  get(request: CallRequest): { output: Json; ageMs: number } | null;
  /** Does nothing for a call that may not be reused. */
  put(request: CallRequest, output: Json): void;
}

/** In this process's memory. `now` in milliseconds. Bounded by count: outputs are at most 256 kB each. */
export function createOutputCache(now: () => number): OutputCache {
  const entries = new LRUCache<string, { output: Json; at: number }>({ max: 500 });
  return {
    get(request) {
      const { cacheMs } = request;
      const key = outputKey(request);
      const found = key === null ? undefined : entries.get(key);
      if (found === undefined || cacheMs === null) return null;
      const ageMs = now() - found.at;
      return ageMs <= cacheMs ? { output: found.output, ageMs } : null;
    },
    put(request, output) {
      const key = outputKey(request);
      if (key !== null) entries.set(key, { output, at: now() });
    },
  };
}

/**
 * Two calls with the same key may have the same answer. The tenant is part of it, because a server may answer each tenant otherwise; the hash of
 * the tool's schema, because an output of another schema does not fit the plan. A request without a tenant was scheduled by a release that did
 * not say it: nobody knows whose it is, so it is never reused. The raw output is kept, so steps with different projections share it.
 */
function outputKey({ cacheMs, tenant, method, server, tool, schemaHash, arguments: args }: CallRequest): string | null {
  if (cacheMs === null || tenant === undefined) return null;
  return canonicalJson([tenant, method, server, tool, schemaHash, args]);
}
