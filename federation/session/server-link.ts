import type { PriorDiscovery } from '@modelcontextprotocol/client';
import type { Observation } from '../../plan/observation.ts';
import type { FederationDeps, ServerSource } from '../contract.ts';
import { shorten } from '../limits.ts';
import { DeadlineOver, overBeforeSending, startDeadline } from '../policy/deadline.ts';
import type { Deadline } from '../policy/deadline.ts';
import { connectServer } from './connect.ts';
import { createPause } from './pause.ts';
import { resolveSource } from './resolve-source.ts';
import { limitNotices } from './notice-limit.ts';
import type { Session } from './session.ts';
import { withoutSecrets } from './without-secrets.ts';

export type SessionResult = { ok: true; session: Session } | { ok: false; observation: Observation };

/** A session that lived this long worked; its end does not make the pause before the next one longer. */
const provenAfterMs = 10_000;
const longestLogLine = 2_000;
const LONGEST_WAIT_MS = 1_000;

/** The one shared connection to a server: opened on first use, opened again on the next use after it ended. */
export class ServerLink {
  readonly name: string;
  #source: ServerSource;
  readonly #deps: FederationDeps;
  readonly #pause;
  /** Open sessions with the number of calls under way; more than one while retired ones finish theirs. */
  readonly #sessions = new Map<Session, number>();
  readonly #closing = new AbortController();
  #current: { session: Session; connectedAt: number } | undefined;
  #connecting: Promise<SessionResult> | undefined;
  #verdict: PriorDiscovery | undefined;
  #lastError: string | undefined;

  constructor(source: ServerSource, deps: FederationDeps) {
    this.name = source.name;
    this.#source = source;
    this.#deps = deps;
    this.#pause = createPause(deps.now);
  }

  /** The live session, or a new one; everybody who asks meanwhile waits for the same. */
  async session(deadline: Deadline): Promise<SessionResult> {
    if (this.#closing.signal.aborted) return this.#closedResult();
    const live = this.#live();
    if (live !== undefined) return { ok: true, session: live.session };
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    try {
      return await deadline.race(this.#connecting);
    } catch (error) {
      if (!(error instanceof DeadlineOver)) throw error;
      return { ok: false, observation: overBeforeSending(deadline, this.name, this.#lastError) };
    }
  }

  /** From the next connection on, this is asked where the server is. */
  resolveBy(source: ServerSource): void {
    this.#source = source;
  }

  /** Takes a session out of use without disturbing calls that are still under way on it. */
  retire(session: Session): void {
    this.#verdict = undefined;
    if (this.#current?.session === session) this.#current = undefined;
    this.#closeWhenIdle(session);
  }

  /** Counts a call under way; the result is called when it is over. */
  enter(session: Session): () => void {
    this.#sessions.set(session, (this.#sessions.get(session) ?? 0) + 1);
    return () => {
      this.#sessions.set(session, (this.#sessions.get(session) ?? 1) - 1);
      this.#closeWhenIdle(session);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    // Those who wait for it are told how it ended.
    await this.#connecting?.catch(() => undefined);
    this.#current = undefined;
    await Promise.all([...this.#sessions.keys()].map((session) => session.close().catch(() => undefined)));
    this.#sessions.clear();
  }

  async #connect(): Promise<SessionResult> {
    const remainingMs = this.#pause.remainingMs();
    // Whoever waits holds something meanwhile, such as a slot of a worker: a long pause is told, and not waited for.
    if (remainingMs > LONGEST_WAIT_MS && this.#lastError !== undefined) {
      const message = this.#lastError;
      return {
        ok: false,
        observation: { kind: 'not_sent', reason: 'held_back', message, retryAfterMs: remainingMs },
      };
    }
    await this.#pause.wait(this.#closing.signal);
    if (this.#closing.signal.aborted) return this.#closedResult();
    const resolved = await resolveSource(this.#source, this.#closing.signal);
    if (!resolved.ok) {
      const { observation } = resolved;
      // A problem of the configuration costs nobody anything: it is said at once, each time.
      if (observation.kind === 'not_sent') this.#failed(observation.message);
      else this.#lastError = observation.message;
      return { ok: false, observation };
    }
    const { config } = resolved;
    const { log, now, environment } = this.#deps;
    const startedAt = now();
    const deadline = startDeadline(config.timeoutMs, this.#closing.signal);
    const result = await connectServer(config, this.#verdict, deadline, {
      environment,
      now,
      onStderr: (line) => {
        log({ kind: 'stderr', server: this.name, line: shorten(line, longestLogLine) });
      },
      onNotice: limitNotices((message) => {
        log({ kind: 'notice', server: this.name, message: shorten(withoutSecrets(message, config)) });
      }, now),
    });
    deadline.release();
    if (!result.ok) {
      this.#failed(result.failure.message);
      log({ kind: 'connect_failed', server: this.name, message: result.failure.message });
      return { ok: false, observation: result.failure.observation };
    }
    this.#adopt(result.session);
    log({ kind: 'connected', server: this.name, era: result.session.era, durationMs: now() - startedAt });
    return result;
  }

  #adopt(session: Session): void {
    const connectedAt = this.#deps.now();
    this.#current = { session, connectedAt };
    this.#sessions.set(session, 0);
    this.#verdict = session.verdict();
    this.#lastError = undefined;
    session.onEnd((why) => {
      if (this.#current?.session === session) {
        this.#current = undefined;
        if (this.#deps.now() - connectedAt >= provenAfterMs) this.#pause.reset();
        this.#failed(`Lost the server "${this.name}": ${why}.`);
        this.#closeWhenIdle(session);
      }
      this.#deps.log({ kind: 'disconnected', server: this.name, message: shorten(why, longestLogLine) });
    });
  }

  #failed(message: string): void {
    this.#pause.lengthen();
    this.#lastError = message;
    // The next connection finds out anew what the server speaks: it may have been replaced.
    this.#verdict = undefined;
  }

  #live(): { session: Session; connectedAt: number } | undefined {
    return this.#current?.session.ended() === undefined ? this.#current : undefined;
  }

  #closeWhenIdle(session: Session): void {
    if (this.#current?.session === session || this.#sessions.get(session) !== 0) return;
    this.#sessions.delete(session);
    session.close().catch(() => undefined);
  }

  #closedResult(): SessionResult {
    const message = `The server "${this.name}" is not connected any more: this process is stopping.`;
    return { ok: false, observation: { kind: 'not_sent', reason: 'not_connected', message } };
  }
}
