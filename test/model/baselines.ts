import { isDone, STEPS, type Scenario } from './scenarios.ts';
import { createServer, type Sent, type Server } from './server.ts';

/** How a hand-written saga goes back. Calls are keyed in all of them: keys alone do not help. */
export interface Logic {
  name: string;
  /** The compensation is noted before the call is sent, not after it succeeded. */
  registersFirst: boolean;
  /** A cancel also cancels the compensations: they run in the scope that was canceled. */
  isCancellable: boolean;
  /** A compensation that fails ends the way back; else its error is swallowed. */
  stopsAtError: boolean;
}

export const BASELINES: Logic[] = [
  // The `saga` sample of Temporal's TypeScript samples: `unshift` after the call, errors logged, no scope of its own.
  { name: "Temporal's TypeScript sample", registersFirst: false, isCancellable: true, stopsAtError: false },
  // `Saga` with `continueWithError` off, its default, compensated in a detached scope as its samples do.
  { name: "Java's `Saga`", registersFirst: false, isCancellable: false, stopsAtError: true },
  {
    name: 'registered before the call, errors swallowed',
    registersFirst: true,
    isCancellable: false,
    stopsAtError: false,
  },
];

/** Whether this logic closes the scenario with an effect left behind (or, completed, with one missing). It always closes. */
export function leavesBehind(logic: Logic, { outcomes, cancelAt, stuck }: Scenario): boolean {
  const server = createServer();
  const registered: number[] = [];
  const state = { calls: 0, isCanceled: false };
  const send = (): void => {
    state.isCanceled ||= state.calls === cancelAt;
    state.calls += 1;
  };

  let hasFailed = false;
  for (let step = 0; step < STEPS && !hasFailed; step += 1) {
    const outcome = outcomes[step] ?? 'ok';
    if (logic.registersFirst) registered.unshift(step);
    send();
    if (outcome !== 'no_effect' && outcome !== 'did_not') server.forward(forward(step), outcome !== 'error');
    hasFailed = state.isCanceled || !isDone(outcome);
    if (!hasFailed && !logic.registersFirst) registered.unshift(step);
  }
  if (!hasFailed) return !isBalanced(server, 1);

  for (const step of registered) {
    // Scheduled in a scope that is canceled already, an activity is never sent.
    if (logic.isCancellable && state.isCanceled) break;
    send();
    const isStuck = outcomes[step] === 'stuck';
    if (!isStuck || stuck === 'lost') server.undo({ ...forward(step), key: `undo-${step}`, compensates: `${step}` });
    if (isStuck && logic.stopsAtError) break;
  }
  return !isBalanced(server, 0);
}

function forward(step: number): Sent {
  return { key: `${step}`, path: `s${step}`, epoch: 0, repeatable: true, compensates: null };
}

function isBalanced(server: Server, net: number): boolean {
  return [...server.effects.values()].every((effect) => server.net(effect) === net);
}
