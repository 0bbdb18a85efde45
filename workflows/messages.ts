import { defineQuery, defineSignal, defineUpdate, log, setHandler } from '@temporalio/workflow';
import type { Json } from '../plan/json.ts';
import { factsOf, OPERATOR_SIGNALS, STAND_DOWN, VIEW_QUERY } from '../plan/messages.ts';
import type { Plan } from '../plan/plan.ts';
import { waitsOf } from '../plan/signals.ts';
import type { ExecutionView } from '../plan/view.ts';
import type { PlanWait } from './await-plan.ts';
import type { Interpreter } from './interpreter/interpret.ts';
import type { Report } from './report/report.ts';
import { ask, laterRun } from './tell.ts';

export interface Messages {
  /** Hands over what came meanwhile, and everything from now on. */
  attach(interpreter: Interpreter, report: Report, plan: Plan): void;
  /** A recovery was told to stand down. */
  isSuperseded: () => boolean;
}

/**
 * Registers the operators' handlers before the first `await`: an Update that came earlier would be rejected by Temporal (S26). A recovery
 * also listens to those who go on instead of it. Signals for steps have one handler for each name of the plan, as soon as the plan is known:
 * the SDK keeps what came before, in its order, and whatever has another name for ever. A default handler would be given every name, and the
 * SDK fails the whole workflow task, again and again, where that is one of Temporal's own (`__temporal_…`).
 */
export function listen(wait: Pick<PlanWait, 'problem' | 'view'>, isRecovery: boolean): Messages {
  let attached: { interpreter: Interpreter; report: Report } | null = null;
  let isSuperseded = false;
  const early: ((interpreter: Interpreter) => void)[] = [];
  const tell = (message: (interpreter: Interpreter) => void): void => {
    if (attached === null) early.push(message);
    else message(attached.interpreter);
  };

  for (const verb of OPERATOR_SIGNALS) {
    const { description } = factsOf(verb);
    const validator = (argument?: Json): void => {
      const problem =
        attached === null
          ? (wait.problem() ?? 'The execution is just starting; ask again.')
          : ask(attached.interpreter, verb, argument, false);
      if (problem === null) return;
      // Nothing of a refusal is in the history: only the log keeps it.
      log.warn('refused', { verb, problem });
      throw new Error(problem);
    };
    const take = (argument?: Json): null => {
      tell((interpreter) => {
        const problem = ask(interpreter, verb, argument, true);
        if (problem === null) return;
        log.warn('refused', { verb, problem });
        attached?.report.drop(verb, problem);
      });
      return null;
    };
    setHandler(defineUpdate<null, [Json?]>(verb), take, { validator, description });
    setHandler(
      defineSignal<[Json?]>(verb),
      (argument) => {
        take(argument);
      },
      { description },
    );
  }
  if (isRecovery) {
    setHandler(defineSignal<[Json?]>(STAND_DOWN), (argument) => {
      isSuperseded = true;
      tell((interpreter) => {
        interpreter.standDown(laterRun(argument));
      });
    });
  }
  setHandler(defineQuery<ExecutionView | null>(VIEW_QUERY), () => attached?.report.view() ?? wait.view(), {
    description: 'The execution view: steps, what it waits for, what was undone.',
  });

  return {
    isSuperseded: () => isSuperseded,
    attach(interpreter, report, plan) {
      attached = { interpreter, report };
      for (const message of early) message(interpreter);
      for (const name of waitsOf(plan).keys()) {
        if (isRecovery && name === STAND_DOWN) continue;
        setHandler(
          defineSignal<[Json?]>(name),
          (payload) => {
            interpreter.signal(name, payload ?? null);
          },
          { description: DESCRIPTION },
        );
      }
    },
  };
}

const DESCRIPTION = 'What a step of this execution waits for: the argument is its output.';
