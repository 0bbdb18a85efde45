import type { Federation } from '../federation/federation.ts';

export interface SwitchableFederation extends Federation {
  /** New calls go to `next`; the one before is closed when the calls it has under way have ended. */
  replace(next: Federation): void;
}

/** A federation that can be exchanged while a worker holds it: `platform.yaml` changes while `dev` runs. */
export function createSwitchableFederation(first: Federation): SwitchableFederation {
  let current = open(first);
  const retired = new Set<Promise<void>>();
  return {
    serverNames: () => current.federation.serverNames(),
    catalog: (...args) => current.use((federation) => federation.catalog(...args)),
    callTool: (...args) => current.use((federation) => federation.callTool(...args)),
    readResource: (...args) => current.use((federation) => federation.readResource(...args)),
    setServers: (sources) => current.federation.setServers(sources),
    health: (...args) => current.use((federation) => federation.health(...args)),
    async close() {
      await Promise.all([current.federation.close(), ...retired]);
    },
    replace(next) {
      const closed = current.retire().finally(() => retired.delete(closed));
      retired.add(closed);
      current = open(next);
    },
  };
}

/** Counts what is under way, so that nothing is cut off. */
function open(federation: Federation) {
  let calls = 0;
  let onIdle: (() => void) | null = null;
  return {
    federation,
    async use<T>(call: (federation: Federation) => Promise<T>): Promise<T> {
      calls += 1;
      try {
        return await call(federation);
      } finally {
        calls -= 1;
        if (calls === 0) onIdle?.();
      }
    },
    async retire(): Promise<void> {
      if (calls > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      await federation.close();
    },
  };
}
