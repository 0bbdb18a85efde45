import type { CallReport, CallRequest } from '../../plan/call.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Interpreter } from '../../workflows/interpreter/interpret.ts';
import { judge, type Story } from './judge.ts';
import type { Scenario, ScriptedOutcome, StuckAnswer } from './scenarios.ts';
import { createServer, type Server } from './server.ts';
import type { Shape } from './shapes.ts';
import type { Subject } from './subject.ts';
import { createWorld, reportOf, SEEN, type Flight, type World } from './world.ts';

/** Plays one scenario to its end; gives one sentence for everything that must not be. */
export async function playScenario(
  subject: Subject,
  plan: Plan,
  shape: Shape,
  scenario: Scenario,
): Promise<{ story: Story; violations: string[] }> {
  const story = await tell(subject, plan, scenario);
  return { story, violations: judge(shape, scenario, story) };
}

async function tell(subject: Subject, plan: Plan, scenario: Scenario): Promise<Story> {
  const world = createWorld();
  const server = createServer();
  const identity = { namespace: 'model', workflowId: 'wf', runId: 'run-1', keyRoot: 'root' };
  const state = subject.initialState(world.now());
  const interpreter = subject.createInterpreter(plan, {}, identity, state, world.effects);
  const story: Story = { server, sent: [], parks: [], ending: null, undoneWhenParked: null, fault: null };
  world.on.sent = (flight) => {
    const forwardUnderWay = world.flights.some((one) => one !== flight && one.request.direction === 'forward');
    story.sent.push({ request: flight.request, forwardUnderWay });
  };
  interpreter.run().then(
    (ending) => (story.ending = ending),
    (error: unknown) => (story.fault = String(error)),
  );
  await play(subject, world, server, interpreter, scenario, story);
  return story;
}

async function play(
  subject: Subject,
  world: World,
  server: Server,
  interpreter: Interpreter,
  scenario: Scenario,
  story: Story,
): Promise<void> {
  const tries = new Map<string, number>();
  let call = 0;
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    await world.settle();
    if (story.ending !== null || story.fault !== null) return;
    const flight = world.flights[0];
    if (flight !== undefined) {
      if (call === scenario.cancelAt) {
        interpreter.cancel();
        await world.settle();
      }
      land(subject, server, scenario, flight, tries);
      call += 1;
    } else if (!world.tick() && !decide(world, interpreter, scenario, story)) return;
  }
}

/** Far more than any scenario may need. */
const MAX_TURNS = 120;

function land(subject: Subject, server: Server, scenario: Scenario, flight: Flight, tries: Map<string, number>): void {
  const { request } = flight;
  const outcome = scenario.outcomes[Number(request.path.slice(1))] ?? 'ok';
  if (request.direction === 'forward') {
    flight.land(goForward(subject, server, request, outcome));
    return;
  }
  const tried = tries.get(request.path) ?? 0;
  tries.set(request.path, tried + 1);
  const isStuck = outcome === 'stuck' && (scenario.decision === 'skip' || tried < scenario.healsAfter);
  flight.land(isStuck ? refuseUndo(subject, server, request, scenario.stuck) : goBack(subject, server, request));
}

function goForward(subject: Subject, server: Server, request: CallRequest, outcome: ScriptedOutcome): CallReport {
  const { path } = request;
  const report = (seen: ReturnType<(typeof SEEN)['ok']>): CallReport =>
    reportOf(subject, request, seen, { id: `${path}'s` });
  switch (outcome) {
    case 'ok':
    case 'stuck':
      server.forward(request, true);
      return report(SEEN.ok());
    case 'no_effect':
      return report(SEEN.refused(`${path} refuses`));
    case 'happened':
      server.forward(request, true);
      return report(SEEN.unanswered(`${path} is silent`));
    case 'did_not':
      // It may still come: a duplicate on its way, a server that was slow.
      server.delay(request);
      return report(SEEN.unanswered(`${path} is silent`));
    case 'error':
      server.forward(request, false);
      return report(SEEN.toolError(`${path} failed half way`));
  }
}

function goBack(subject: Subject, server: Server, request: CallRequest): CallReport {
  server.undo(request);
  return reportOf(subject, request, SEEN.ok(), {});
}

function refuseUndo(subject: Subject, server: Server, request: CallRequest, answer: StuckAnswer): CallReport {
  if (answer === 'lost') server.undo(request);
  const seen = {
    refused: SEEN.refused('the undo is refused'),
    error: SEEN.toolError('the undo fails'),
    unanswered: SEEN.unanswered('the undo is silent'),
    lost: SEEN.unanswered('the undo is silent'),
  }[answer];
  return reportOf(subject, request, seen, {});
}

/** A person decides what is parked, the oldest first; false when nothing is. */
function decide(world: World, interpreter: Interpreter, { decision }: Scenario, story: Story): boolean {
  const park = world.parks[0];
  if (park === undefined) return false;
  const { parkId, path, message, allowed } = park;
  const effects = [...story.server.effects.values()];
  story.undoneWhenParked ??= effects.filter((effect) => story.server.net(effect) === 0).map((effect) => effect.path);
  const refusal = interpreter.decide(decision, { parkId, reason: 'the model says so' });
  story.parks.push({ path, message, allowed: [...allowed], refusal });
  return true;
}
