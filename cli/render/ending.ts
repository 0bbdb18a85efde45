import type { Json, JsonObject } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { pauseText } from '../../plan/view.ts';
import type { ExecutionFailureView, ExecutionView, RecoveryView, WaitView } from '../../plan/view.ts';
import type { Output } from '../../mains/context.ts';
import { sayLine } from '../../mains/context.ts';
import { failureLine, oneLine, printable } from './values.ts';
import { inWords } from '../../plan/duration.ts';

/** How an execution ended, or what it waits for: output or failure, what was undone, and where to look. */
export function printEnding(output: Output, view: ExecutionView): void {
  const { bold, green, red, yellow, dim } = output.colours;
  const took =
    view.finishedAt === null ? '' : ` in ${inWords(Date.parse(view.finishedAt) - Date.parse(view.startedAt))}`;
  switch (view.status) {
    case 'completed':
      sayLine(output, green(bold(`Completed${took}`)));
      sayLine(output, printable(stringifyJson(view.output, 2)));
      break;
    case 'running':
      sayLine(output, yellow(bold(view.sagaState === 'parked' ? 'Parked' : 'Running')));
      for (const wait of view.waitingFor) printWait(output, view, wait);
      break;
    case 'paused':
      printPause(output, view);
      break;
    default:
      sayLine(output, red(bold(`${view.status === 'failed' ? 'Failed' : capital(view.status)}${took}`)));
      if (view.failure !== null) printFailure(output, view.failure);
      if (view.recovery !== null) sayLine(output, yellow(recoveryLine(view.recovery)));
  }
  if (view.links.temporal !== undefined) sayLine(output, dim(view.links.temporal));
}

/** Nothing goes on, and no decision is taken, before it is unpaused: only then is it said what it waits for. */
function printPause(output: Output, { id, pause }: ExecutionView): void {
  const { bold, yellow } = output.colours;
  sayLine(output, yellow(bold('Paused')) + (pause === null ? '' : `: ${oneLine(pauseText(pause), 1_000)}`));
  sayLine(output, `  temporal workflow unpause --workflow-id ${shellWord(id)}`);
}

function recoveryLine({ id, status }: RecoveryView): string {
  const look = id === null ? '' : ` Look at it with: sagaflow show ${shellWord(id)}`;
  return `${RECOVERY[status]}${look}`;
}

const RECOVERY: Record<RecoveryView['status'], string> = {
  expected: 'What it did will be undone: while a worker runs, that begins within a minute.',
  running: 'What it did is being undone.',
  undone: 'What it did was undone.',
  partly: 'What it did was only partly undone.',
  superseded: 'It was reset: a later run goes on with it.',
};

function printFailure(output: Output, failure: ExecutionFailureView): void {
  const { red, yellow } = output.colours;
  const { type, step, cause, message, compensated, notCompensated } = failure;
  const said = cause === null ? oneLine(message, 2_000) : failureLine(cause, 2_000);
  const what = `${red(type)}${step === null ? '' : ` at ${step}`}`;
  sayLine(output, said === '' ? what : `${what}: ${said}`);
  if (compensated.length > 0) sayLine(output, `Undone, newest first: ${compensated.join(', ')}`);
  else if (type === 'SagaCompensated') sayLine(output, 'Nothing had to be undone.');
  if (notCompensated.length > 0) sayLine(output, yellow(`Not undone: ${notCompensated.join(', ')}`));
}

const WAITS = { approval: 'waits for approval', decision: 'is parked', server: 'waits for a server' };

/** What waits, and the command that answers it. */
export function printWait(output: Output, { id }: Pick<ExecutionView, 'id'>, wait: WaitView): void {
  const { bold } = output.colours;
  const { step, kind, message, executionId } = wait;
  const says = oneLine(message, 2_000);
  const where = executionId === undefined ? '' : ` in ${executionId}`;
  sayLine(output, `${bold(step)}${where} ${kind === 'signal' ? says : `${WAITS[kind]}: ${says}`}`);
  for (const { command, does } of commandsFor(executionId ?? id, wait)) {
    sayLine(output, `  sagaflow ${command}`);
    if (does !== null) sayLine(output, output.colours.dim(`      ${oneLine(does, 500)}`));
  }
}

function commandsFor(id: string, { step, kind, verbs }: WaitView): { command: string; does: string | null }[] {
  const quotedId = shellWord(id);
  switch (kind) {
    case 'approval':
      return ['approve', 'reject'].map((verb) => ({ command: `${verb} ${quotedId} ${shellWord(step)}`, does: null }));
    case 'signal':
    case 'server':
      return [];
    case 'decision':
      return verbs.map(({ verb, does, example }) => ({
        command: `decide ${quotedId} ${verb}${optionsOf(example)}`,
        does,
      }));
  }
}

/** What to fill in of a verb's argument, as options. A reason is asked for in the help. */
function optionsOf(example: JsonObject): string {
  return Object.entries(example)
    .filter(([name]) => name !== 'reason')
    .map(([name, value]) => ` --${name === 'parkId' ? 'park' : name} ${shellWord(asText(value))}`)
    .join('');
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
