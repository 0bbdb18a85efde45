import { LRUCache } from 'lru-cache';
import type { CallRequest } from '../plan/call.ts';
import { canonicalJson } from '../plan/canonical-json.ts';
import type { Json } from '../plan/json.ts';

/** Outputs of reads that a step allows to be reused for a while (`cache: 5m`), per worker process. */
export interface OutputCache {
  get(request: CallRequest): { output: Json; ageMs: number } | null;
  put(request: CallRequest, output: Json): void;
}

/** `now` in milliseconds. Bounded by count: outputs are at most 256 kB each. */
export function createOutputCache(now: () => number): OutputCache {
  const entries = new LRUCache<string, { output: Json; at: number }>({ max: 500 });
  return {
    get(request) {
      const found = request.cacheMs === null ? undefined : entries.get(cacheKey(request));
      if (found === undefined || request.cacheMs === null) return null;
      const ageMs = now() - found.at;
      return ageMs <= request.cacheMs ? { output: found.output, ageMs } : null;
    },
    put(request, output) {
      if (request.cacheMs !== null) entries.set(cacheKey(request), { output, at: now() });
    },
  };
}

/** The raw output is kept, so two steps with different projections share it. */
function cacheKey({ method, server, tool, arguments: args }: CallRequest): string {
  return canonicalJson([method, server, tool, args]);
}
