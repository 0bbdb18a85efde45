import { onTestFinished, vi } from 'vitest';
import { createFederation } from '../../federation/federation.ts';
import type { CallOptions, Federation, FederationEvent, ServerSource } from '../../federation/federation.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
import type { RunningServer } from './servers/http.ts';

// Servers start as processes; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 });

export interface Bench {
  federation: Federation;
  events: FederationEvent[];
  /** Calls a tool; counts in `sent` how often its bytes left. */
  call: (server: string, tool: string, args?: JsonObject, options?: Partial<CallOptions>) => Promise<Observation>;
  sent: () => number;
}

/** A federation over the given servers, closed when the test ends. */
export function bench(servers: ServerSource[], more: { maxResultBytes?: number } = {}): Bench {
  const events: FederationEvent[] = [];
  let sent = 0;
  const federation = createFederation({
    servers,
    log: (event) => events.push(event),
    now: Date.now,
    environment: process.env,
    ...more,
  });
  onTestFinished(() => federation.close());
  return {
    federation,
    events,
    call: (name, tool, args = {}, options = {}) =>
      federation.callTool(
        { server: name, tool, arguments: args, meta: {} },
        { ...callOptions(), onSent: () => (sent += 1), ...options },
      ),
    sent: () => sent,
  };
}

/** A server that is closed when the test ends. */
export async function started<T extends RunningServer>(starting: Promise<T>): Promise<T> {
  const running = await starting;
  onTestFinished(() => running.close());
  return running;
}

export function callOptions(): CallOptions {
  return { timeoutMs: 15_000, signal: new AbortController().signal, onSent: () => undefined };
}

/** For facts another process brings about: asks until it is so; the test's own timeout ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resume) => setTimeout(resume, 20));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
