import type { CallReport, CallRequest } from '../../plan/call.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import { isJsonObject, type Json } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
import type { Effects } from '../../workflows/interpreter/effects.ts';
import type { Subject } from './subject.ts';

/** One call under way. Who plays the world decides when and how it lands. */
export interface Flight {
  /** Place in the order of sending, over all runs of the world. */
  seq: number;
  request: CallRequest;
  /** The interpreter wants it to come to an end. */
  isCanceled: boolean;
  land(report: CallReport): void;
}

interface Timer {
  dueAt: number;
  fire(): void;
}

export type ParkedEvent = ExecutionEvent & { type: 'parked' };

/** `Effects` without a clock, a network or an event loop of its own: nothing moves before the player moves it. */
export interface World {
  effects: Effects;
  flights: Flight[];
  /** Those that wait for a person now. */
  parks: ParkedEvent[];
  /** Tells of every call at the moment it is sent, and of every event. */
  on: {
    sent(flight: Flight): void;
    event(event: ExecutionEvent): void;
    isLong(): boolean;
    past: Effects['past'];
    laterRun(): string | null;
  };
  now(): number;
  /** Time never goes back. */
  moveTo(time: number): void;
  /** Lets everything go on that needs nothing from the world. */
  settle(): Promise<void>;
  /** Lets the time go on to the next timer; false when there is none. */
  tick(): boolean;
  hasTimer(): boolean;
}

export function createWorld(beginsAt = Date.UTC(2030, 0, 1)): World {
  let time = beginsAt;
  let seq = 0;
  let waiting: { predicate: () => boolean; resolve: () => void }[] = [];
  const flights: Flight[] = [];
  const timers: Timer[] = [];
  const parks: ParkedEvent[] = [];
  const on: World['on'] = {
    sent: () => undefined,
    event: () => undefined,
    isLong: () => false,
    past: () => null,
    laterRun: () => null,
  };

  const effects: Effects = {
    now: () => time,
    call: (request, cancel) => {
      if (cancel.canceled) return Promise.resolve(NOT_SENT);
      return new Promise((resolve) => {
        const flight: Flight = {
          seq: seq++,
          request,
          isCanceled: false,
          land(report) {
            flights.splice(flights.indexOf(flight), 1);
            resolve(report);
          },
        };
        flights.push(flight);
        cancel.onCancel(() => (flight.isCanceled = true));
        on.sent(flight);
      });
    },
    child: () => Promise.reject(new Error('The model has no children.')),
    timer: (ms, _label, cancel) => {
      if (cancel.canceled) return Promise.resolve('canceled');
      return new Promise((resolve) => {
        const timer: Timer = { dueAt: time + ms, fire: () => resolve('fired') };
        timers.push(timer);
        cancel.onCancel(() => {
          const place = timers.indexOf(timer);
          if (place >= 0) timers.splice(place, 1);
          resolve('canceled');
        });
      });
    },
    until: (predicate) =>
      predicate() ? Promise.resolve() : new Promise((resolve) => waiting.push({ predicate, resolve })),
    historyIsLong: () => on.isLong(),
    patched: () => true,
    past: () => on.past(),
    laterRun: () => Promise.resolve(on.laterRun()),
    misfit: () => null,
    observe(event) {
      if (event.type === 'parked') parks.push(event);
      if (event.type === 'decided' || event.type === 'park_left') {
        const place = parks.findIndex(({ parkId }) => parkId === event.parkId);
        if (place >= 0) parks.splice(place, 1);
      }
      on.event(event);
    },
  };

  return {
    effects,
    flights,
    parks,
    on,
    now: () => time,
    moveTo: (moment) => void (time = Math.max(time, moment)),
    async settle() {
      for (;;) {
        await drained();
        if (waiting.length === 0) return;
        const ready = waiting.filter(({ predicate }) => predicate());
        if (ready.length === 0) return;
        waiting = waiting.filter((one) => !ready.includes(one));
        for (const { resolve } of ready) resolve();
      }
    },
    hasTimer: () => timers.length > 0,
    tick() {
      const next = timers.reduce<Timer | null>(
        (best, timer) => (best === null || timer.dueAt < best.dueAt ? timer : best),
        null,
      );
      if (next === null) return false;
      timers.splice(timers.indexOf(next), 1);
      time = Math.max(time, next.dueAt);
      next.fire();
      return true;
    },
  };
}

/** Node starts the next tick only when no microtask is left: everything that could go on has gone on. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

const NOT_SENT: CallReport = {
  ok: false,
  outcome: 'no_effect',
  attempts: 0,
  failure: { type: 'Canceled', message: 'Canceled before it was sent.' },
};

/** What a worker makes of what it saw: the verdict; and of a result what is kept, and what is frozen for the undo (S13). */
export function reportOf(
  subject: Subject,
  request: CallRequest,
  seen: Observation,
  raw: Json,
  repeated = false,
): CallReport {
  const { outcome, failure } = subject.classify(seen, request.atomicErrors);
  if (outcome !== 'ok') {
    return { ok: false, outcome, attempts: 1, failure: failure ?? { type: 'ToolFailed', message: outcome } };
  }
  const { projection, freeze } = request;
  const onRaw = (of: NonNullable<CallRequest['freeze']>): Json =>
    subject.evaluateTemplate(of.template, { ...of.scope, output: raw });
  const frozen = freeze === null ? null : onRaw(freeze);
  return {
    ok: true,
    output: projection === null ? raw : onRaw(projection),
    frozen: isJsonObject(frozen) ? frozen : null,
    provenance: 'live',
    ageMs: null,
    attempts: 1,
    repeated,
  };
}

/** What a worker sees when a call did nothing, did something but failed, or was never answered. */
export const SEEN = {
  ok: (): Observation => ({ kind: 'result', isError: false, content: [] }),
  refused: (message: string): Observation => ({ kind: 'rpc_error', code: -32_602, message }),
  toolError: (message: string): Observation => ({
    kind: 'result',
    isError: true,
    content: [{ type: 'text', text: message }],
  }),
  unanswered: (message: string): Observation => ({ kind: 'broken', reason: 'reset', message }),
};
