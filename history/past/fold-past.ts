import { canonicalJson } from '../../plan/hash/canonical-json.ts';
import type { CallRequest, CallReturn } from '../../plan/call.ts';
import { insideChild } from '../../plan/path.ts';
import { worst, type Outcome } from '../../plan/outcome.ts';
import type { PastCall } from '../../plan/past.ts';
import { sha256Hex } from '../../plan/hash/sha256.ts';
import { isCanceledUnsent, reportCallFailure } from '../../workflows/report-failure.ts';
import type { Fact, FactOf } from '../fact.ts';
import type { Ancestor } from './ancestors.ts';
import { foldChildren, type FoldedChild } from './fold-children.ts';
import { createUndoings, type Undoings } from './undoings.ts';
import { isUndoneByHand } from './undone-by-hand.ts';

export interface FoldedPast {
  calls: PastCall[];
  children: FoldedChild[];
  undoings: Undoings;
}

/**
 * What several runs of one execution did, each a list of facts in order. The same call may be in several of them: a reset copies the
 * events before its point. `around`: the executions that it is a child of, which may have undone it.
 */
export function foldPast(
  workflowId: string,
  runs: readonly (readonly Fact[])[],
  around: readonly Ancestor[] = [],
): FoldedPast {
  const forward = new Map<string, Sent>();
  const undoings = createUndoings();
  for (const ancestor of around) foldUndoings(ancestor, undoings);
  for (const facts of runs) foldCalls(facts, forward, undoings);
  const calls = [...forward.values()]
    .toSorted((a, b) => a.scheduledAt - b.scheduledAt)
    .map((sent) => toPastCall(sent, undoings));
  return { calls, children: foldChildren(workflowId, runs, undoings), undoings };
}

/** One effect over all runs. */
interface Sent {
  request: CallRequest;
  scheduledAt: number;
  /** The first success. */
  success: CallReturn | null;
  /** Of everything that did not end well. */
  worst: Exclude<Outcome, 'ok'>;
}

function foldCalls(facts: readonly Fact[], forward: Map<string, Sent>, undoings: Undoings): void {
  const open = new Map<number, CallRequest>();
  for (const fact of facts) {
    if (fact.kind === 'call_scheduled') {
      const { request, at, eventId } = fact;
      if (request === null) continue;
      if (request.direction === 'probe' || (request.direction === 'forward' && isRead(request))) continue;
      open.set(eventId, request);
      if (request.direction === 'forward') intend(forward, request, at);
      continue;
    }
    if (fact.kind === 'decided' && isUndoneByHand(fact.decision))
      undoings.addByHand(fact.decision.path, fact.decision.epoch);
    if (fact.kind !== 'call_completed' && fact.kind !== 'call_failed') continue;
    const request = open.get(fact.scheduledId);
    if (request === undefined) continue;
    open.delete(fact.scheduledId);
    end(request, endOf(request, fact), forward, undoings);
  }
  // Never ended in this run: nobody knows.
  for (const request of open.values()) end(request, LOST, forward, undoings);
}

/** Of an ancestor only what it undid inside of the child: its other calls are not the child's. */
function foldUndoings({ path, runs }: Ancestor, undoings: Undoings): void {
  const inside = insideChild(path, '');
  for (const facts of runs) {
    const open = new Map<number, CallRequest>();
    for (const fact of facts) {
      if (fact.kind === 'call_scheduled' && fact.request?.direction === 'compensation')
        open.set(fact.eventId, fact.request);
      if (fact.kind === 'decided' && isUndoneByHand(fact.decision) && fact.decision.path.startsWith(inside))
        undoings.addByHand(fact.decision.path.slice(inside.length), fact.decision.epoch);
      if (fact.kind !== 'call_completed' && fact.kind !== 'call_failed') continue;
      const request = open.get(fact.scheduledId);
      open.delete(fact.scheduledId);
      if (request !== undefined) undoings.add(request, endOf(request, fact).outcome);
    }
    for (const request of open.values()) undoings.add(request, LOST.outcome);
  }
}

/** Plans before `intent` was written down: what may be an effect is taken for one. */
function isRead(request: Partial<CallRequest>): boolean {
  return request.intent === null;
}

function intend(forward: Map<string, Sent>, request: CallRequest, at: number): void {
  const known = forward.get(request.key);
  if (known === undefined) {
    forward.set(request.key, { request, scheduledAt: at, success: null, worst: 'no_effect' });
  } else if (at < known.scheduledAt) known.scheduledAt = at;
}

type End = { outcome: 'ok'; value: CallReturn } | { outcome: Exclude<Outcome, 'ok'> };

const LOST: End = { outcome: 'unknown' };

/** A result that is none of ours, because somebody completed the activity by hand, says nothing of the effect. */
function endOf(request: CallRequest, fact: FactOf<'call_completed'> | FactOf<'call_failed'>): End {
  if (fact.kind === 'call_failed') {
    const { error } = fact;
    return { outcome: isCanceledUnsent(error, request) ? 'no_effect' : reportCallFailure(error, () => true).outcome };
  }
  return fact.returned === null ? LOST : { outcome: 'ok', value: fact.returned };
}

function end(request: CallRequest, ended: End, forward: Map<string, Sent>, undoings: Undoings): void {
  const { outcome } = ended;
  if (request.direction === 'compensation') {
    undoings.add(request, outcome);
    return;
  }
  const sent = forward.get(request.key);
  if (sent === undefined) return;
  if (ended.outcome === 'ok') sent.success ??= ended.value;
  else sent.worst = worst(sent.worst, ended.outcome) as Sent['worst'];
}

function toPastCall({ request, scheduledAt, success, worst: unwell }: Sent, undoings: Undoings): PastCall {
  const { path, epoch, key, repeatable } = request;
  const { intent } = request as Partial<CallRequest>;
  return {
    path,
    epoch,
    key,
    scheduledAt,
    repeatable,
    outcome: success === null ? unwell : 'ok',
    intent: intent ?? { frozen: null, withoutOutput: null },
    frozen: success?.frozen ?? null,
    answer: success === null ? null : sha256Hex(canonicalJson(success.output)),
    ...undoings.of(request, path),
  };
}
