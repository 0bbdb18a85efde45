import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { patched, setCurrentDetails, workflowInfo, type CancellationScope } from '@temporalio/workflow';
import type { ExecutionEvent } from '../../plan/events.ts';
import { ownershipOf } from '../../plan/ownership.ts';
import type { Plan } from '../../plan/plan.ts';
import { createViewFold, type ViewHead } from '../../plan/view/fold.ts';
import type { ExecutionView, SagaState } from '../../plan/view.ts';
import type { ClosedEvent } from '../closed-event.ts';
import { describeView } from './describe-view.ts';
import { eventsOf } from '../interpreter/state/events-of-state.ts';
import type { ExecutionState } from '../interpreter/state/state.ts';
import { createParks } from './show-parks.ts';
import { definitionVersion, failedStep, parkReason, sagaState } from '../search-attributes.ts';
import { setAttributes } from './set-attributes.ts';

/** What people see of a running execution: the view, the search attributes, the details in the Temporal UI. */
export interface Report {
  observe: (event: ExecutionEvent) => void;
  view(): ExecutionView;
  /** A signal that does not fit is ignored; this says so. */
  drop(name: string, problem: string): void;
  /** The last of the view and the last search attribute before the execution closes. */
  close(state: SagaState, event: ClosedEvent): void;
}

/** What reminds of parks runs in `shield`, where no cancel of the execution reaches it. */
export function createReport(plan: Plan, hash: string, state: ExecutionState, shield: CancellationScope): Report {
  const { workflowId: id, runId, typedSearchAttributes, memo } = workflowInfo();
  const startedAt = new Date(state.startedAt).toISOString();
  const fold = createViewFold(plan, { id, runId, planHash: hash, startedAt, owner: ownershipOf(memo) });
  // Folded only when somebody looks: a run that nobody watches pays for a list of events, no more.
  let unseen: ExecutionEvent[] = eventsOf(state);
  let shown = typedSearchAttributes.get(sagaState) as SagaState | undefined;

  const look = (): typeof fold => {
    for (const event of unseen) fold.apply(event);
    unseen = [];
    return fold;
  };
  const head = (): ViewHead => look().head();
  /** One event in history for all that changes at a time. */
  const show = (next: SagaState, ...more: SearchAttributeUpdatePair[]): void => {
    if (next === shown) return;
    shown = next;
    setAttributes([{ key: sagaState, value: next }, ...more]);
  };
  const showPark = (path: string, message: string): void => {
    shown = undefined;
    show('parked', { key: failedStep, value: path }, { key: parkReason, value: message.slice(0, KEYWORD_LENGTH) });
  };
  /** One of those that still wait; else nothing is parked any more. */
  const showNextPark = (): void => {
    const { waitingFor, sagaState: now } = head();
    const next = waitingFor.find(({ kind }) => kind === 'decision');
    if (next === undefined) show(now, { key: parkReason, value: null });
    else showPark(next.step, next.message);
  };
  const observe = (event: ExecutionEvent): void => {
    unseen.push(event);
    switch (event.type) {
      case 'parked':
        showPark(event.path, event.message);
        parks.parked(event);
        break;
      case 'saga_state':
        show(event.state, ...(event.step === null ? [] : [{ key: failedStep, value: event.step }]));
        break;
      case 'decided':
        parks.decided(event);
        showNextPark();
        break;
      case 'park_left':
        parks.left(event.parkId);
        showNextPark();
        break;
    }
    if (NEEDS_DETAILS.has(event.type)) setCurrentDetails(describeView(look().view()));
  };

  const parks = createParks(plan.name, observe, shield);
  // A run that goes on with the way back says so from its first moment.
  show(head().sagaState, { key: definitionVersion, value: plan.version });
  return {
    observe,
    view: () => look().view(),
    drop(name, problem) {
      observe({
        type: 'notice',
        notice: 'SignalDropped',
        at: new Date().toISOString(),
        path: null,
        message: `The signal "${name}" was ignored: ${problem}`,
      });
    },
    close(last, event) {
      unseen.push(event);
      const step = event.status === 'failed' ? (event.failure?.step ?? null) : null;
      if (step === null) show(last);
      // Where the state does not change, there would be no command: executions that are open since before end without one.
      else if (last !== shown || patched('failed-step')) {
        shown = undefined;
        show(last, { key: failedStep, value: step });
      }
    },
  };
}

/** Visibility on SQL cuts or refuses longer keywords. */
const KEYWORD_LENGTH = 250;

const NEEDS_DETAILS = new Set<ExecutionEvent['type']>([
  'parked',
  'decided',
  'step_waiting',
  'saga_state',
  'compensated',
  'notice',
  'park_left',
  'reminded',
]);
