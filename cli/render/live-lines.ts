import type { ExecutionChange } from '../../api/operations/ports.ts';
import { displayWidth } from '../../compiler/diagnostics/display-width.ts';
import { isFallback } from '../../plan/path.ts';
import { pauseText, type ExecutionView, type StepView } from '../../plan/view.ts';
import type { Output } from '../../mains/context.ts';
import { failureLine, oneLine } from './values.ts';
import { inWords } from '../../plan/duration.ts';

export interface LiveLines {
  show(change: ExecutionChange): void;
  /** Takes the transient line away. */
  end(): void;
}

/** One line a step when it ends; on a terminal a last line, that comes and goes, says what is under way. */
export function createLiveLines(output: Output): LiveLines {
  let transient = false;
  let widths: Widths | null = null;
  /** Rows of the calls under way, by path. */
  const running = new Map<string, StepView>();
  const clear = (): void => {
    if (transient) output.write('\r\u001b[2K');
    transient = false;
  };
  return {
    show(change) {
      widths ??= widthsOf(change.view);
      const line = lineOf(change, output, widths);
      clear();
      if (line !== null) output.write(`${line}\n`);
      if (!output.isTty) return;
      noteRunning(running, change);
      const text = change.head.status === 'running' ? runningLine([...running.values()], output) : null;
      if (text === null) return;
      output.write(text);
      transient = true;
    },
    end: clear,
  };
}

interface Widths {
  name: number;
  call: number;
}

/** Of the steps of the plan: iterations may be some characters longer. */
function widthsOf({ steps }: ExecutionView): Widths {
  const calls = steps.map(({ server, tool }) => (server === null ? 0 : callName(server, tool ?? '').length));
  return {
    name: Math.min(MAX_NAME, Math.max(...steps.map(({ path }) => path.length), 0)),
    call: Math.min(MAX_CALL, Math.max(...calls, 0)),
  };
}

function noteRunning(running: Map<string, StepView>, { step }: ExecutionChange): void {
  if (step === null) return;
  const isCall = step.server !== null && (step.status === 'running' || step.status === 'compensating');
  if (isCall) running.set(step.path, step);
  else running.delete(step.path);
}

function lineOf({ event, step, call }: ExecutionChange, output: Output, widths: Widths): string | null {
  const { green, red, yellow, cyan, dim } = output.colours;
  if (!('path' in event) || event.path === null) return wholeLine(event, output);
  const row = step ?? undefined;
  const name = event.path.padEnd(widths.name);
  const took = tookOf(row, call);
  const ran = (call === null ? verbOf(row) : callName(call.server, call.tool)).padEnd(widths.call);
  switch (event.type) {
    case 'step_completed': {
      // A fallback's call is told once, with the step that it stands in for.
      if (row === undefined || isFallback(event.path) || isFrame(row, call)) return null;
      const note = row.provenance === 'live' ? '' : `  ${yellow(row.provenance)}`;
      return `${green('✓')} ${name}  ${dim(ran)}  ${took}${retries(row)}${note}`;
    }
    case 'step_skipped':
      return `${dim('-')} ${dim(name)}  ${dim('skipped')}`;
    case 'step_failed':
      if (isFallback(event.path) || row?.verb === 'steps' || (row?.verb === 'tools' && call === null)) return null;
      return `${red('✗')} ${name}  ${dim(ran)}  ${took}${row === undefined ? '' : retries(row)}  ${failureLine(event.failure, undefined, red)}`;
    case 'step_waiting':
      // What a person or another system must do is said in full, with the command for it.
      return event.kind === 'timer' ? `${cyan('…')} ${name}  ${dim(oneLine(event.message))}` : null;
    case 'compensated':
      return `${yellow('↶')} ${event.path} undone${call === null ? '' : ` by ${callName(call.server, call.tool)}`}  ${took}`;
    case 'compensation_left':
      return `${red('↶')} ${event.path} ${LEFT[event.why]}`;
    case 'parked':
      return `${yellow('‖')} ${name}  ${yellow('parked')}: ${oneLine(event.message)}`;
    case 'plan_awaited':
      return `${yellow('‖')} ${name}  ${yellow('waits')}: ${oneLine(event.message)}`;
    case 'decided':
      return `${cyan('›')} ${name}  ${event.verb}${event.by === null ? '' : ` by ${oneLine(event.by, 60)}`}${event.reason === null ? '' : `: ${oneLine(event.reason)}`}`;
    case 'notice':
    case 'reminded':
      return `${dim('·')} ${name}  ${dim(oneLine(event.message))}`;
    case 'step_started':
    case 'step_attempt':
    case 'compensating':
    case 'park_left':
      return null;
  }
}

/** About the execution, and no step of it. */
function wholeLine(event: ExecutionChange['event'], { colours }: Output): string | null {
  const { cyan, dim, yellow } = colours;
  switch (event.type) {
    case 'paused': {
      const { by, at: since, reason } = event;
      return `${yellow('‖')} ${yellow('paused')}: ${oneLine(pauseText({ by, since, reason }))}`;
    }
    case 'unpaused':
      return `${cyan('›')} unpaused${event.by === null ? '' : ` by ${oneLine(event.by, 60)}`}`;
    case 'notice':
      return `${dim('·')} ${dim(oneLine(event.message))}`;
    default:
      return null;
  }
}

const LEFT = {
  skipped: 'was not undone: an operator left it',
  marked: 'was undone by hand, says an operator',
  nothing: 'had not happened: nothing to undo',
};

/** Groups, loops and `tools:` steps: their calls have lines of their own. A fallback's value is the step's own end. */
function isFrame({ verb, provenance }: StepView, call: ExecutionChange['call']): boolean {
  return call === null && provenance !== 'fallback' && (verb === 'steps' || verb === 'tools' || verb === 'action');
}

function verbOf(row: StepView | undefined): string {
  if (row === undefined) return '';
  if (row.verb !== 'action') return row.verb;
  return row.provenance === 'fallback' && row.server !== null ? callName(row.server, row.tool ?? '') : '';
}

function tookOf(row: StepView | undefined, call: ExecutionChange['call']): string {
  if (call !== null && call.durationMs !== null) return inWords(call.durationMs);
  if (row?.startedAt == null || row.finishedAt === null) return '';
  return inWords(Date.parse(row.finishedAt) - Date.parse(row.startedAt));
}

function retries({ attempts }: StepView): string {
  return attempts > 1 ? ` (${String(attempts)} attempts)` : '';
}

const MAX_NAME = 44;
const MAX_CALL = 48;

function callName(server: string, tool: string): string {
  return `${server}.${oneLine(tool, 60)}`;
}

function runningLine(running: readonly StepView[], output: Output): string | null {
  if (running.length === 0) return null;
  const names = running.map(({ path, status, attempts }) => {
    return `${status === 'compensating' ? 'undoing ' : ''}${path}${attempts > 1 ? ` (attempt ${String(attempts)})` : ''}`;
  });
  const text = `◌ ${names.join(', ')} …`;
  return output.colours.dim(displayWidth(text) < output.width ? text : `${text.slice(0, output.width - 2)}…`);
}
