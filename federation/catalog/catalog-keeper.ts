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
  /** Nobody tells us of changes any more: from that moment on (of `performance.now()`) the next who asks starts over. */
  deafUntil?: number;
  pauseMs: number;
}

const listenPatienceMs = 10_000;
/** A stream of changes that lived this long worked: behind it there is no pause. */
const provenAfterMs = 10_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

export function createCatalogKeeper(log: (event: FederationEvent) => void): CatalogKeeper {
  const bySession = new WeakMap<Session, Kept>();

  const keptFor = (session: Session): Kept => {
    const existing = bySession.get(session);
    if (existing !== undefined) return existing;
    const kept: Kept = { generation: 0, wasLoaded: false, pauseMs: 0 };
    bySession.set(session, kept);
    watch(session, kept);
    return kept;
  };

  const watch = (session: Session, kept: Kept): void => {
    const startedAt = performance.now();
    const onChange = (): void => {
      kept.generation += 1;
      delete kept.catalog;
    };
    const onDeaf = (): void => {
      const now = performance.now();
      kept.pauseMs = now - startedAt >= provenAfterMs ? 0 : lengthened(kept.pauseMs);
      kept.deafUntil = now + kept.pauseMs;
    };
    watchChanges(session, log, onChange, onDeaf);
  };

  /** Changes since the server stopped telling are unknown: a new list and a new stream, but with pauses, or each call would cost both. */
  const hearAgain = (session: Session, kept: Kept): void => {
    if (kept.deafUntil === undefined || performance.now() < kept.deafUntil) return;
    delete kept.deafUntil;
    kept.generation += 1;
    delete kept.catalog;
    watch(session, kept);
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
      hearAgain(session, kept);
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

function lengthened(pauseMs: number): number {
  return Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2));
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
