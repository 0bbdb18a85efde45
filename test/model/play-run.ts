import { callCompleted, callFailed, callScheduled, fact } from '../history/support/facts.ts';
import type { CallReport } from '../../plan/call.ts';
import type { Past } from '../../plan/past.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Ending, Interpreter } from '../../workflows/interpreter/interpret.ts';
import { isPastKnown } from '../../workflows/interpreter/past/carried-past.ts';
import type { ExecutionState } from '../../workflows/interpreter/state/state.ts';
import type { Places } from './places.ts';
import type { Sent } from './random/judge.ts';
import type { Answer } from './random/servers.ts';
import { tasksOf, type Action, type RunLog } from './run-log.ts';
import type { Server } from './server.ts';
import type { Subject } from './subject.ts';
import { createWorld, type Flight, type World } from './world.ts';

/** What all runs of one execution share. */
export interface Lineage {
  subject: Subject;
  plan: Plan;
  server: Server;
  answer: Answer;
  places: Places;
  logs: RunLog[];
  /** Of executions that recover it, or did. */
  recoveries: RunLog[];
  sent: Sent[];
  /** Counts everything that happens, and is the clock as well: a millisecond each. */
  now(): number;
  event(run: PlayedRun, type: string, state: string | null): void;
  isLong(): boolean;
  /** No other execution acts on the effects: a run that a reset made reads only then. Those that do are told to stand down. */
  isAlone(log: RunLog): boolean;
  /** A recovery asks for a later run than the one that it recovers. */
  laterRun(log: RunLog): string | null;
  /** Histories are needed: it will be reset. */
  isRecorded: boolean;
  /** Writes a line for people. */
  tell: (line: () => string) => void;
}

/** One run under way. */
export interface PlayedRun {
  log: RunLog;
  world: World;
  interpreter: Interpreter;
  state: ExecutionState;
  ending: Ending | null;
  /** Looks at the past that wait for their answer, by number. */
  asked: Map<number, (past: Past) => void>;
  fault: string | null;
}

/** Begins a run; `copied` actions are those of another run's history that a reset has copied into this one. */
export async function playRun(lineage: Lineage, log: RunLog, base: RunLog | null, copied: number): Promise<PlayedRun> {
  const { subject, plan } = lineage;
  const world = createWorld(log.beganAt);
  const state = JSON.parse(log.begin) as ExecutionState;
  if (log.isReset) state.wasReset = true;
  const actions = base?.actions.slice(0, copied) ?? [];
  // The last workflow task of the copied history is done anew, by this run.
  const lastTask = actions.findLastIndex(({ isJoined }) => isJoined !== true);
  const history = { isCopied: lastTask >= 0 };
  const identity = { namespace: 'model', workflowId: 'wf', runId: log.id, keyRoot: 'root' };
  const run: PlayedRun = {
    log,
    world,
    state,
    interpreter: subject.createInterpreter(plan, {}, identity, state, world.effects),
    ending: null,
    asked: new Map(),
    fault: null,
  };
  listen(lineage, run, base, tasksOf(actions), history);
  run.interpreter.run().then(
    (ending) => (run.ending = ending),
    (error: unknown) => (run.fault = `it threw: ${error instanceof Error ? (error.stack ?? '') : String(error)}`),
  );
  for (const [index, action] of actions.entries()) {
    if (action.isJoined !== true) await world.settle();
    if (index === lastTask) history.isCopied = false;
    if (!canRepeat(run, action)) return run;
    act(lineage, run, action);
  }
  if (base !== null) resume(lineage, run, lastTask >= 0);
  return run;
}

function listen(
  lineage: Lineage,
  run: PlayedRun,
  base: RunLog | null,
  tasks: number,
  history: { isCopied: boolean },
): void {
  const { log, world, state } = run;
  const longs = (base?.longs ?? []).filter(({ task }) => task < tasks);
  for (const [number, one] of base?.pasts ?? []) if (one.task < tasks) log.pasts.set(number, one);
  for (const [number, task] of base?.waits ?? []) if (task < tasks) log.waits.set(number, task);
  let asked = 0;

  world.on.event = (event) => {
    lineage.event(run, event.type, event.type === 'saga_state' ? event.state : null);
  };
  world.on.isLong = () => {
    const isLong = longs[log.longs.length]?.isLong ?? (!history.isCopied && lineage.isLong());
    log.longs.push({ task: tasksOf(log.actions), isLong });
    return isLong;
  };
  world.on.sent = (flight) => {
    const at = lineage.now();
    const old = history.isCopied ? base?.sent[flight.seq] : undefined;
    if (history.isCopied && old?.request.key !== flight.request.key) run.fault ??= 'it does not replay';
    const sent = old ?? { request: flight.request, sentAt: at, endedAt: null, outcome: null, failure: null };
    if (old === undefined) lineage.sent.push(sent);
    log.sent[flight.seq] = sent;
    if (lineage.isRecorded)
      log.facts.push(fact(flight.seq, callScheduled(structuredClone(flight.request)), sent.sentAt));
  };
  world.on.laterRun = () => lineage.laterRun(log);
  world.on.past = () => {
    if (!state.wasReset) return null;
    if (isPastKnown(state, log.id, log.isReset)) return null;
    asked += 1;
    const answer = log.pasts.get(asked);
    // Its answer comes as an action, or never came before the point of the reset: then it is asked again.
    if (log.waits.has(asked)) {
      const late = asked;
      return new Promise((resolve) => run.asked.set(late, resolve));
    }
    if (answer !== undefined) return Promise.resolve(structuredClone(answer.past));
    if (history.isCopied) return null;
    const number = asked;
    if (lineage.isAlone(log)) {
      const past = pastOf(lineage, log);
      log.pasts.set(number, { task: tasksOf(log.actions), past: structuredClone(past) });
      return Promise.resolve(past);
    }
    log.waits.set(number, tasksOf(log.actions));
    return new Promise((resolve) => run.asked.set(number, resolve));
  };
}

/** What all runs but this one did, recoveries too. */
export function pastOf({ logs, recoveries, subject }: Lineage, log: RunLog): Past {
  const others = [...logs, ...recoveries].filter((other) => other !== log).map(({ facts }) => facts);
  return { readBy: log.id, calls: subject.foldPast('wf', others).calls, children: [] };
}

function canRepeat(run: PlayedRun, action: Action): boolean {
  if (run.fault === null && action.kind === 'land' && !run.world.flights.some(({ seq }) => seq === action.seq)) {
    run.fault = 'it does not replay: a call that had ended was not sent';
  }
  return run.fault === null;
}

/** Temporal ends what was under way at the point of a reset with a failure of its own. */
function resume(lineage: Lineage, run: PlayedRun, isCopy: boolean): void {
  act(lineage, run, { kind: 'resume', at: lineage.now(), isJoined: true });
  if (run.asked.size > 0) lineage.isAlone(run.log);
  if (!isCopy) return;
  for (const { seq } of [...run.world.flights]) {
    const copy = run.log.sent[seq];
    if (copy !== undefined) run.log.sent[seq] = { ...copy, endedAt: null, outcome: null };
    act(lineage, run, { kind: 'land', seq, report: INTERRUPTED, at: lineage.now(), isJoined: true });
  }
}

const INTERRUPTED: CallReport = {
  ok: false,
  outcome: 'unknown',
  attempts: 1,
  failure: { type: 'InterruptedByReset', message: 'It was under way when the execution was reset.' },
};

/** Lets one thing happen to a run, and writes it down. */
export function act(lineage: Lineage, run: PlayedRun, action: Action): void {
  const { log, world, interpreter } = run;
  lineage.tell(() => `${log.id}: ${lineOf(run, action)}`);
  log.actions.push(action);
  world.moveTo(action.at);
  switch (action.kind) {
    case 'land': {
      const flight = world.flights.find(({ seq }) => seq === action.seq);
      if (flight !== undefined) land(lineage, run, flight, action.report, action.at);
      return;
    }
    case 'tick':
      world.tick();
      return;
    case 'resume':
      return;
    case 'past':
      answerPast(lineage, run, action.number);
      return;
    case 'cancel':
      interpreter.cancel();
      return;
    case 'decide':
      interpreter.decide(action.verb, action.decision);
      return;
  }
}

function answerPast(lineage: Lineage, { log, asked }: PlayedRun, number: number): void {
  const past = log.pasts.get(number)?.past ?? pastOf(lineage, log);
  // The task that it is known in, so that a reset to before it asks anew.
  log.pasts.set(number, { task: tasksOf(log.actions) - 1, past: structuredClone(past) });
  asked.get(number)?.(structuredClone(past));
  asked.delete(number);
}

function land({ isRecorded }: Lineage, run: PlayedRun, flight: Flight, report: CallReport, at: number): void {
  const { log } = run;
  const sent = log.sent[flight.seq];
  // What was copied has ended already.
  if (sent?.endedAt === null) {
    sent.endedAt = at;
    sent.outcome = report.ok ? 'ok' : report.outcome;
    sent.failure = report.ok ? null : report.failure.message;
  }
  if (!isRecorded) {
    flight.land(report);
    return;
  }
  const receipt = { runId: log.id, key: flight.request.key, epoch: flight.request.epoch };
  const { seq } = flight;
  log.facts.push(
    report.ok
      ? fact(seq, callCompleted(seq, structuredClone({ ...report, receipt })))
      : fact(seq, callFailed(seq, report.outcome, report.failure, report.attempts)),
  );
  flight.land(structuredClone(report));
}

function lineOf({ log }: PlayedRun, action: Action): string {
  if (action.kind === 'decide') return `${action.verb} ${JSON.stringify(action.decision)}`;
  if (action.kind !== 'land') return action.kind;
  const request = log.sent[action.seq]?.request;
  const { report } = action;
  const end = report.ok ? 'ok' : `${report.outcome}: ${report.failure.message}`;
  return `${request?.direction ?? ''} of ${request?.path ?? ''}@${request?.epoch ?? ''} ends ${end}`;
}
