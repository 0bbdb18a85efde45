import type { CallRequest } from '../../plan/call.ts';
import type { Ending } from '../../workflows/interpreter/interpret.ts';
import { isDone, STEPS, type Scenario, type ScriptedOutcome } from './scenarios.ts';
import type { Server } from './server.ts';
import type { Shape } from './shapes.ts';

/** What one scenario came to, as the world saw it. */
export interface Story {
  server: Server;
  sent: { request: CallRequest; forwardUnderWay: boolean }[];
  parks: { path: string; message: string; allowed: string[]; refusal: string | null }[];
  /** Paths without an effect in force when the first park was decided. */
  undoneWhenParked: string[] | null;
  ending: Ending | null;
  fault: string | null;
}

/** Everything that must not be, as sentences. Looks at what was sent and at the servers' truth, never at the interpreter's ledger. */
export function judge(shape: Shape, scenario: Scenario, story: Story): string[] {
  const bad: string[] = [];
  if (story.fault !== null) return [`it threw: ${story.fault}`];
  if (story.ending === null) return ['it neither ended nor parked'];
  const expected = expect(shape, scenario);
  checkEnding(expected, scenario, story.ending, bad);
  checkSent(shape, expected, scenario, story, bad);
  checkParks(shape, expected, story, bad);
  checkNet(expected, scenario, story, bad);
  // What was still on its way arrives when all is over.
  story.server.deliver();
  checkNet(expected, scenario, story, bad);
  return bad;
}

/** What is right, from the scenario alone. */
interface Expected {
  end: 'completed' | 'failed' | 'canceled';
  /** Steps sent, and those to undo, newest first. */
  sent: number[];
  undone: number[];
  stuck: number[];
  cause: string | null;
}

function expect(shape: Shape, { outcomes, cancelAt }: Scenario): Expected {
  const broken = outcomes.findIndex((outcome) => !isDone(outcome));
  const lastStep = shape === 'parallel' || broken < 0 ? STEPS - 1 : broken;
  const lastForwardCall = broken < 0 ? STEPS - 1 : broken;
  const end = cancelAt !== null && cancelAt <= lastForwardCall ? 'canceled' : broken < 0 ? 'completed' : 'failed';
  const last = end === 'canceled' && shape === 'sequence' ? (cancelAt ?? 0) : lastStep;
  const sent = outcomes.map((_, step) => step).slice(0, last + 1);
  const undone = end === 'completed' ? [] : sent.filter((step) => outcomes[step] !== 'no_effect').reverse();
  return {
    end,
    sent,
    undone,
    stuck: undone.filter((step) => outcomes[step] === 'stuck'),
    cause: end === 'failed' ? CAUSES[outcomes[broken] ?? 'ok'].replace('%', `s${broken}`) : null,
  };
}

const CAUSES: Record<ScriptedOutcome, string> = {
  ok: '',
  stuck: '',
  no_effect: '% refuses',
  happened: '% is silent',
  did_not: '% is silent',
  error: '% failed half way',
};

/** S28: the ending says what is true; S22: the first error stays the cause. */
function checkEnding({ end, stuck, cause }: Expected, { decision }: Scenario, ending: Ending, bad: string[]): void {
  const left = decision === 'skip' ? stuck.map((step) => `s${step}`) : [];
  const kind = end === 'canceled' && left.length > 0 ? 'failed' : end;
  if (ending.kind !== kind) bad.push(`it ended ${ending.kind}, not ${kind}`);
  if (ending.kind !== 'failed') return;
  const type = left.length > 0 ? 'SagaPartiallyCompensated' : 'SagaCompensated';
  if (ending.type !== type) bad.push(`it ended ${ending.type}, not ${type}`);
  if (String(ending.notCompensated) !== String(left)) bad.push(`it names ${String(ending.notCompensated)} as left`);
  if (cause !== null && ending.cause.message !== cause) bad.push(`its cause is "${ending.cause.message}"`);
}

/** S11, S18–S20: what was sent, undone, in which order, and with what. */
function checkSent(shape: Shape, expected: Expected, scenario: Scenario, { sent }: Story, bad: string[]): void {
  const forward = sent.filter(({ request }) => request.direction === 'forward');
  const back = sent.filter(({ request }) => request.direction === 'compensation');
  const names = (steps: number[]): string => steps.map((step) => `s${step}`).join(' ');
  const forwardPaths = forward.map(({ request }) => request.path).join(' ');
  if (forwardPaths !== names(expected.sent)) bad.push(`forward went ${forwardPaths}, not ${names(expected.sent)}`);
  const undonePaths = [...new Set(back.map(({ request }) => request.path))].join(' ');
  if (undonePaths !== names(expected.undone)) bad.push(`back went ${undonePaths}, not ${names(expected.undone)}`);

  const firstBack = sent.findIndex(({ request }) => request.direction === 'compensation');
  const lastForward = sent.findLastIndex(({ request }) => request.direction === 'forward');
  if (firstBack >= 0 && firstBack < lastForward) bad.push('a forward call was sent after a compensation');
  if (back.some(({ forwardUnderWay }) => forwardUnderWay)) bad.push('it undid before all forward calls had ended');

  const keys = new Map(forward.map(({ request }) => [request.path, request.key]));
  for (const { request } of back) {
    if (request.compensates !== keys.get(request.path)) bad.push(`the undo of ${request.path} names another key`);
    const args = JSON.stringify(request.arguments);
    const right = undoArguments(shape, request.path, scenario);
    if (args !== right) bad.push(`${request.path} is undone with ${args}, not ${right}`);
  }
  if (new Set(keys.values()).size !== keys.size) bad.push('two steps share a key');
}

function undoArguments(shape: Shape, path: string, { outcomes }: Scenario): string {
  if (shape === 'sequence') return JSON.stringify({ amount: path });
  return JSON.stringify({ id: isDone(outcomes[Number(path.slice(1))] ?? 'ok') ? `${path}'s` : 'unclear' });
}

/** S24, S25: what is stuck is parked with a reason, and holds up only those that must wait for it. */
function checkParks(shape: Shape, { stuck, undone }: Expected, story: Story, bad: string[]): void {
  const parked = [...new Set(story.parks.map(({ path }) => path))].sort();
  const right = stuck.map((step) => `s${step}`).sort();
  if (parked.join(' ') !== right.join(' ')) bad.push(`parked: ${parked.join(' ')}, not ${right.join(' ')}`);
  for (const { path, message, allowed, refusal } of story.parks) {
    if (refusal !== null) bad.push(`a decision that fits was refused: ${refusal}`);
    if (message === '' || allowed.length === 0) bad.push(`${path} is parked without a reason or a way on`);
  }
  if (shape !== 'parallel' || story.undoneWhenParked === null) return;
  const waited = undone.filter((step) => !stuck.includes(step) && !story.undoneWhenParked?.includes(`s${step}`));
  if (waited.length > 0) bad.push(`a parked undo held up ${waited.join(' ')}`);
}

/** I3, I4: in force exactly once when completed, nothing in force when gone back; what a person left is named in the ending. */
function checkNet({ end, stuck }: Expected, { decision }: Scenario, { server, ending }: Story, bad: string[]): void {
  const effects = [...server.effects.values()];
  const completed = ending?.kind === 'completed' && end === 'completed';
  if (completed && effects.length !== STEPS) bad.push(`completed with ${effects.length} effects`);
  for (const effect of effects) {
    const net = server.net(effect);
    const isLeft = decision === 'skip' && stuck.includes(Number(effect.path.slice(1)));
    if (ending?.kind === 'completed' && !(net === 1 && effect.isWhole))
      bad.push(`completed with ${net} × ${effect.path}`);
    if (ending?.kind !== 'completed' && net !== 0 && !(isLeft && net === 1))
      bad.push(`closed with ${net} × ${effect.path}`);
  }
}
