import type { JsonObject } from '../../../../plan/json.ts';
import type { DecisionVerb } from '../../../../plan/messages.ts';
import type { Plan } from '../../../../plan/plan.ts';
import { createInterpreter, type Ending, type Interpreter } from '../../../../workflows/interpreter/interpret.ts';
import { initialState, type ExecutionState } from '../../../../workflows/interpreter/state/state.ts';
import { createWorld, type Reply, type Script, type World } from './world.ts';

export interface Execution {
  world: World;
  /** The run that goes on now; a continue-as-new replaces it. */
  interpreter(): Interpreter;
  state(): ExecutionState;
  runs(): number;
  ending(): Ending | null;
  /** Goes on until it ends, or until only a held call, a person or a stopped clock could go on. */
  play(choose?: (count: number) => number): Promise<Ending | null>;
  /** Lets everything go on that needs nothing from the world. */
  quiesce(): Promise<void>;
  /** Lets a held call end, and goes on. */
  release(name: string, reply: Reply): Promise<Ending | null>;
  /** Names of what was sent: `a`, `a~undo`, `a~probe`. */
  sent(): string[];
  undone(): string[];
  parked(): { path: string; parkId: string; allowed: string[]; message: string }[];
}

/** Starts a plan in a scripted world. A continue-as-new carries the state as JSON into a new interpreter, as Temporal would. */
export function start(plan: Plan, script: Script = {}, input: JsonObject = {}): Execution {
  const world = createWorld(script);
  let state = initialState(world.now());
  let runs = 0;
  let interpreter: Interpreter;
  let ending: Ending | null = null;
  let fault: Error | null = null;

  const begin = (): void => {
    runs += 1;
    const identity = { namespace: 'default', workflowId: 'wf', runId: `run-${runs}`, keyRoot: 'root' };
    const own = createInterpreter(plan, input, identity, state, world.effects);
    interpreter = own;
    own.run().then(
      (end) => {
        if (end.kind === 'continue_as_new') {
          state = JSON.parse(JSON.stringify(state)) as ExecutionState;
          begin();
        } else ending = end;
      },
      (error: unknown) => (fault = error instanceof Error ? error : new Error(String(error))),
    );
  };
  begin();

  const quiesce = async (): Promise<void> => {
    await world.quiesce();
    if (fault !== null) throw fault;
  };
  const play: Execution['play'] = async (choose) => {
    for (;;) {
      await quiesce();
      if (ending !== null || !world.advance(choose)) return ending;
    }
  };
  return {
    world,
    interpreter: () => interpreter,
    state: () => state,
    runs: () => runs,
    ending: () => ending,
    play,
    quiesce,
    release(name, reply) {
      world.release(name, reply);
      return play();
    },
    sent: () => world.sent.map(({ name }) => name),
    undone: () => world.sent.filter(({ direction }) => direction === 'compensation').map(({ path }) => path),
    parked: () => openParks(world, interpreter),
  };
}

/** Parks that the interpreter would take a decision for now. */
function openParks(world: World, interpreter: Interpreter): ReturnType<Execution['parked']> {
  const parked = world.events.flatMap((event) => (event.type === 'parked' ? [event] : []));
  return parked.filter(({ parkId, allowed }) => {
    const plain = PLAIN.find((verb) => allowed.includes(verb)) ?? 'retry';
    return interpreter.refuseDecision(plain, { parkId }) === null;
  });
}

/** Verbs that need nothing but the park's id; each park takes one of them. */
const PLAIN: readonly DecisionVerb[] = ['retry', 'skip', 'resume'];
