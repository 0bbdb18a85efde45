import type { FederationEvent, ServerCatalog } from '../contract.ts';
import { shorten } from '../limits.ts';
import { DeadlineOver, overBeforeSending, startDeadline } from '../policy/deadline.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import type { Session } from '../session/session.ts';
import { loadCatalog } from './catalog.ts';

/** The catalog of each session: loaded once, shared by all who ask meanwhile, loaded again after the server said it changed. */
export interface CatalogKeeper {
  get(session: Session, deadline: Deadline, refresh: boolean): Promise<Answer<ServerCatalog>>;
}

interface Kept {
  catalog?: ServerCatalog;
  loading?: { promise: Promise<Answer<ServerCatalog>>; generation: number };
  /** Counts `list_changed`; a list that was on its way at that moment is not kept. */
  generation: number;
  wasLoaded: boolean;
}

const listenPatienceMs = 10_000;

export function createCatalogKeeper(log: (event: FederationEvent) => void): CatalogKeeper {
  const bySession = new WeakMap<Session, Kept>();

  const keptFor = (session: Session): Kept => {
    const existing = bySession.get(session);
    if (existing !== undefined) return existing;
    const kept: Kept = { generation: 0, wasLoaded: false };
    bySession.set(session, kept);
    const onChange = (): void => {
      kept.generation += 1;
      delete kept.catalog;
    };
    // Changes after that are not told: the next who asks starts over, with a new list and a new stream.
    const onDeaf = (): void => {
      bySession.delete(session);
    };
    watchChanges(session, log, onChange, onDeaf);
    return kept;
  };

  const load = async (session: Session, kept: Kept, refresh: boolean): Promise<Answer<ServerCatalog>> => {
    const { generation } = kept;
    const deadline = startDeadline(session.config.timeoutMs, undefined);
    const result = await loadCatalog(session, deadline, log).finally(() => {
      deadline.release();
    });
    if (!result.ok) return result;
    const catalog = result.value;
    if (kept.generation === generation) kept.catalog = catalog;
    const cause = refresh ? 'asked' : kept.wasLoaded ? 'changed' : 'connect';
    kept.wasLoaded = true;
    const { tools, resources, resourceTemplates } = catalog;
    const counts = { tools: tools.length, resources: resources.length, templates: resourceTemplates.length };
    log({ kind: 'catalog', server: catalog.server, ...counts, cause });
    return result;
  };

  return {
    get: async (session, deadline, refresh) => {
      const kept = keptFor(session);
      if (kept.catalog !== undefined && !refresh) return { ok: true, value: kept.catalog };
      if (kept.loading === undefined || kept.loading.generation !== kept.generation) {
        const loading = { generation: kept.generation, promise: load(session, kept, refresh) };
        kept.loading = loading;
        const forget = (): void => {
          if (kept.loading === loading) delete kept.loading;
        };
        loading.promise.then(forget, forget);
      }
      try {
        return await deadline.race(kept.loading.promise);
      } catch (error) {
        if (!(error instanceof DeadlineOver)) throw error;
        return { ok: false, observation: overBeforeSending(deadline, session.config.name), isSessionLost: false };
      }
    },
  };
}

/** Legacy servers notify by themselves, modern ones only while we listen. */
function watchChanges(
  session: Session,
  log: (event: FederationEvent) => void,
  onChange: () => void,
  onDeaf: () => void,
): void {
  const { client, config } = session;
  client.setNotificationHandler('notifications/tools/list_changed', onChange);
  client.setNotificationHandler('notifications/resources/list_changed', onChange);
  if (session.era !== 'modern') return;
  const capabilities = client.getServerCapabilities();
  const filter = {
    ...(capabilities?.tools?.listChanged === true && { toolsListChanged: true }),
    ...(capabilities?.resources?.listChanged === true && { resourcesListChanged: true }),
  };
  if (Object.keys(filter).length === 0) return;
  client.listen(filter, { timeout: listenPatienceMs }).then(
    (subscription) => subscription.closed.then(onDeaf),
    (error: unknown) => {
      const message = `Changes of its catalog are not announced: ${shorten(error instanceof Error ? error.message : String(error))}`;
      log({ kind: 'notice', server: config.name, message });
    },
  );
}
