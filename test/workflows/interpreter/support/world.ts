import type { CallReport, CallRequest } from '../../../../plan/call.ts';
import type { ExecutionEvent } from '../../../../plan/events.ts';
import { evaluateTemplate } from '../../../../plan/expressions/evaluate-template.ts';
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '../../../../plan/json.ts';
import type { Outcome } from '../../../../plan/outcome.ts';
import type { Past } from '../../../../plan/past.ts';
import type { CancelToken } from '../../../../workflows/interpreter/cancel-token.ts';
import type { ChildReport, ChildRequest, Effects } from '../../../../workflows/interpreter/effects.ts';
import type { LedgerEntry } from '../../../../plan/ledger.ts';

/** How a scripted call ends. `held` stays in flight until it is released or canceled. */
export type Reply =
  | { kind: 'ok'; output: Json; repeated?: boolean; provenance?: 'cached'; ledger?: LedgerEntry[] }
  | { kind: 'failed'; outcome: Exclude<Outcome, 'ok'>; type?: string }
  | { kind: 'held'; whenCanceled?: Reply };

export const ok = (output: Json = {}, over: { repeated?: boolean; provenance?: 'cached' } = {}): Reply => ({
  kind: 'ok',
  output,
  ...over,
});
export const failed = (outcome: Exclude<Outcome, 'ok'>, type = 'ToolFailed'): Reply => ({
  kind: 'failed',
  outcome,
  type,
});
export const held = (whenCanceled?: Reply): Reply => ({ kind: 'held', whenCanceled });

/** What a call was and how it ended, in the order of sending; `sentAt`/`endedAt` count the events of the whole world. */
export interface Sent {
  name: string;
  direction: CallRequest['direction'] | 'child';
  path: string;
  key: string;
  epoch: number;
  tool: string;
  arguments: JsonObject;
  request: CallRequest | ChildRequest;
  sentAt: number;
  endedAt: number | null;
  outcome: Outcome | null;
}

interface Flight {
  sent: Sent;
  reply: Reply;
  land(reply: Reply): void;
}

interface Timer {
  dueAt: number;
  label: string;
  fire(): void;
}

export interface World {
  effects: Effects;
  /** `a`, `b~undo`, `c~probe` in the order of sending. */
  sent: Sent[];
  events: ExecutionEvent[];
  flights: Flight[];
  timers: Timer[];
  /** The changes that were asked about: each leaves a marker in a history. */
  patches: string[];
  now(): number;
  /** Lets everything that can go on without the world go on. */
  quiesce(): Promise<void>;
  /** Lands one call or, when none can land, lets the time go on to the next timer. False: only people could go on from here. */
  advance(choose?: (count: number) => number): boolean;
  release(name: string, reply: Reply): void;
}

export interface Script {
  /** By `path`, `path~undo`, `path~probe`; a list is used up in order, its last one stays. */
  replies?: Record<string, Reply | Reply[]>;
  /** Asked for what `replies` does not name. */
  reply?: (name: string, request: CallRequest | ChildRequest) => Reply;
  /** What other runs did, by the n-th question; null: this is still the copied history. */
  pasts?: (Past | 'unreadable' | null)[];
  /** What a recovery learns, by the n-th question, of a later run of its execution. */
  laterRuns?: (string | null)[];
  /** The n-th time the interpreter asks whether the history is long. */
  isLong?: (asked: number) => boolean;
  /** Without it, as an execution that was started with today's code. */
  isPatched?: boolean;
  /** Time does not move by itself: timers fire only by `fireTimers`. */
  stopsTime?: boolean;
}

export function createWorld(script: Script = {}): World {
  let time = Date.UTC(2030, 0, 1);
  let ticks = 0;
  let asked = 0;
  let waiting: { predicate: () => boolean; resolve: () => void }[] = [];
  const laterRuns = [...(script.laterRuns ?? [])];
  const pasts = [...(script.pasts ?? [])];
  const uses = new Map<string, number>();
  const patches: string[] = [];
  const sent: Sent[] = [];
  const events: ExecutionEvent[] = [];
  const flights: Flight[] = [];
  const timers: Timer[] = [];

  const replyTo = (name: string, request: CallRequest | ChildRequest): Reply => {
    const scripted = script.replies?.[name];
    if (scripted === undefined) return script.reply?.(name, request) ?? ok();
    if (!Array.isArray(scripted)) return scripted;
    const use = uses.get(name) ?? 0;
    uses.set(name, use + 1);
    return scripted[Math.min(use, scripted.length - 1)] ?? ok();
  };

  const fly = <T>(
    record: Omit<Sent, 'sentAt' | 'endedAt' | 'outcome'>,
    cancel: CancelToken,
    report: (reply: Reply) => T,
  ): Promise<T> =>
    new Promise((resolve) => {
      const entry: Sent = { ...record, sentAt: ticks++, endedAt: null, outcome: null };
      sent.push(entry);
      const flight: Flight = {
        sent: entry,
        reply: replyTo(record.name, record.request),
        land(reply) {
          flights.splice(flights.indexOf(flight), 1);
          entry.endedAt = ticks++;
          entry.outcome = reply.kind === 'failed' ? reply.outcome : 'ok';
          resolve(report(reply));
        },
      };
      flights.push(flight);
      cancel.onCancel(() => {
        if (entry.endedAt === null && flight.reply.kind === 'held')
          flight.reply = flight.reply.whenCanceled ?? failed('unknown', 'Canceled');
      });
    });

  const effects: Effects = {
    now: () => time,
    call(request, cancel) {
      if (cancel.canceled) return Promise.resolve(notSent());
      const suffix = { forward: '', compensation: '~undo', probe: '~probe' }[request.direction];
      const name = `${request.path}${suffix}`;
      const { direction, path, key, epoch, tool } = request;
      const record = {
        name,
        direction,
        path,
        key,
        epoch,
        tool,
        arguments: request.arguments,
        request: structuredClone(request),
      };
      return fly(record, cancel, (reply) => callReport(request, reply));
    },
    child(request, cancel) {
      const input = isJsonObject(request.input) ? request.input : {};
      const record = {
        name: request.path,
        direction: 'child' as const,
        path: request.path,
        key: request.id,
        epoch: 0,
        tool: request.definition,
        arguments: input,
        request,
      };
      return fly(record, cancel, childReport);
    },
    timer(ms, label, cancel) {
      if (cancel.canceled) return Promise.resolve('canceled');
      return new Promise((resolve) => {
        const remove = (): void => void timers.splice(timers.indexOf(timer), 1);
        const timer: Timer = {
          dueAt: time + ms,
          label,
          fire() {
            remove();
            time = Math.max(time, timer.dueAt);
            resolve('fired');
          },
        };
        timers.push(timer);
        cancel.onCancel(() => {
          if (!timers.includes(timer)) return;
          remove();
          resolve('canceled');
        });
      });
    },
    until: (predicate) => new Promise((resolve) => waiting.push({ predicate, resolve })),
    past() {
      const past = pasts.shift() ?? null;
      return past === null ? null : Promise.resolve(past);
    },
    laterRun: () => Promise.resolve(laterRuns.shift() ?? null),
    historyIsLong: () => script.isLong?.(asked++) ?? false,
    patched: (id) => {
      patches.push(id);
      return script.isPatched ?? true;
    },
    misfit,
    observe: (event) => void events.push(event),
  };

  return {
    effects,
    sent,
    events,
    flights,
    timers,
    patches,
    now: () => time,
    async quiesce() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const ready = waiting.filter(({ predicate }) => predicate());
        if (ready.length === 0) return;
        waiting = waiting.filter((one) => !ready.includes(one));
        for (const { resolve } of ready) resolve();
      }
    },
    advance(choose = () => 0) {
      const landable = flights.filter(({ reply }) => reply.kind !== 'held');
      const flight = landable[choose(landable.length)];
      if (flight !== undefined) {
        flight.land(flight.reply);
        return true;
      }
      if (script.stopsTime === true) return false;
      const [next] = timers.toSorted((a, b) => a.dueAt - b.dueAt);
      next?.fire();
      return next !== undefined;
    },
    release(name, reply) {
      const flight = flights.find((one) => one.sent.name === name);
      if (flight === undefined) throw new Error(`"${name}" is not in flight.`);
      flight.reply = reply;
    },
  };
}

function notSent(): CallReport {
  return {
    ok: false,
    outcome: 'no_effect',
    attempts: 0,
    failure: { type: 'Canceled', message: 'Canceled before it was sent.' },
  };
}

/** Keeps and freezes as a worker does: on the raw result. */
function callReport(request: CallRequest, reply: Reply): CallReport {
  if (reply.kind !== 'ok') return failure(reply);
  const { projection, freeze } = request;
  const raw = reply.output;
  const output =
    projection === null ? raw : evaluateTemplate(projection.template, { ...projection.scope, output: raw });
  const frozen = freeze === null ? null : evaluateTemplate(freeze.template, { ...freeze.scope, output: raw });
  const { repeated = false, provenance = 'live' } = reply;
  return {
    ok: true,
    output,
    frozen: isJsonObject(frozen) ? frozen : null,
    provenance,
    ageMs: null,
    attempts: 1,
    repeated,
  };
}

function childReport(reply: Reply): ChildReport {
  if (reply.kind !== 'ok') return failure(reply);
  return { ok: true, output: reply.output, ledger: reply.ledger ?? [] };
}

function failure(reply: Reply): {
  ok: false;
  outcome: Exclude<Outcome, 'ok'>;
  attempts: number;
  failure: { type: string; message: string };
} {
  if (reply.kind !== 'failed') throw new Error('A held call has no end yet.');
  return {
    ok: false,
    outcome: reply.outcome,
    attempts: 1,
    failure: { type: reply.type ?? 'ToolFailed', message: reply.outcome },
  };
}

/** As much of a schema as these tests need: `type` and `required`. */
function misfit(schema: JsonSchema, value: Json): string | null {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (typeof schema['type'] === 'string' && schema['type'] !== type) return `/ is not of type ${schema['type']}`;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.find(
    (key) => typeof key === 'string' && !(isJsonObject(value) && Object.hasOwn(value, key)),
  );
  return typeof missing === 'string' ? `/${missing} is missing` : null;
}
