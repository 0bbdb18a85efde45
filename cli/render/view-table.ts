import { pauseText } from '../../plan/view.ts';
import type { DecisionView, ExecutionView, StepView } from '../../plan/view.ts';
import type { Output } from '../../mains/context.ts';
import { sayLine } from '../../mains/context.ts';
import { table } from './table.ts';
import { failureLine, oneLine, progressText } from './values.ts';
import { inWords } from '../../plan/duration.ts';

/** Head and steps of an execution, for `show`. */
export function printSteps(output: Output, view: ExecutionView): void {
  const { bold, dim } = output.colours;
  const saga = view.sagaState === 'none' ? '' : `, saga ${view.sagaState}`;
  sayLine(output, `${bold(view.id)}  ${view.status}${saga}`);
  sayLine(
    output,
    dim(`${view.definition} version ${String(view.version)}  ${view.planHash.slice(0, 19)}  started ${view.startedAt}`),
  );
  sayLine(output);
  const rows = view.steps.map((row) => [mark(row), row.path, callOf(row), row.status, took(row), noteOf(row)]);
  for (const line of table(rows, (cell, column, row) => (column === 0 ? colour(output, row[3] ?? '')(cell) : cell))) {
    sayLine(output, line);
  }
  sayLine(output);
  const older = view.noticeCount - view.notices.length;
  if (older > 0) sayLine(output, dim(`${String(older)} older notices are not shown`));
  for (const { at, message } of view.notices) sayLine(output, dim(`${timeOf(at)}  ${oneLine(message, 300)}`));
  if (view.notices.length > 0) sayLine(output);
  if (view.decisions.length === 0) return;
  for (const decision of view.decisions) sayLine(output, dim(decisionLine(decision)));
  sayLine(output);
}

function decisionLine({ at, verb, step, by, reason, evidence }: DecisionView): string {
  const why = [reason, evidence].flatMap((text) => (text === null ? [] : [oneLine(text, 300)])).join('; ');
  const who = by === null ? '' : ` by ${oneLine(by, 60)}`;
  return `${timeOf(at)}  ${step}  ${verb}${who}${why === '' ? '' : `: ${why}`}`;
}

function timeOf(at: string): string {
  return at.replace('T', ' ').slice(0, 19);
}

const MARKS: Record<StepView['status'], string> = {
  pending: '·',
  running: '◌',
  waiting: '…',
  completed: '✓',
  skipped: '-',
  failed: '✗',
  parked: '‖',
  compensating: '↶',
  compensated: '↶',
};

function mark({ status }: StepView): string {
  return MARKS[status];
}

function colour({ colours }: Output, status: string): (text: string) => string {
  const { green, red, yellow, dim, cyan } = colours;
  const by: Record<string, (text: string) => string> = {
    completed: green,
    failed: red,
    parked: yellow,
    compensating: yellow,
    compensated: yellow,
    running: cyan,
    waiting: cyan,
  };
  return by[status.trim()] ?? dim;
}

function callOf({ server, tool, verb }: StepView): string {
  return server === null ? verb : `${server}.${oneLine(tool ?? '', 60)}`;
}

function took({ startedAt, finishedAt }: StepView): string {
  return startedAt === null || finishedAt === null ? '' : inWords(Date.parse(finishedAt) - Date.parse(startedAt));
}

function noteOf({ failure, attempts, provenance, epoch, outcome, progress, pause }: StepView): string {
  const notes = [
    ...(progress === null ? [] : [progressText(progress, ' of ', ': ')]),
    ...(pause === null ? [] : [oneLine(pauseText(pause), 200)]),
    ...(attempts > 1 ? [`${String(attempts)} attempts`] : []),
    ...(epoch > 0 ? [`epoch ${String(epoch)}`] : []),
    ...(provenance === 'live' ? [] : [provenance]),
    ...(outcome === null || outcome === 'ok' ? [] : [outcome]),
    ...(failure === null ? [] : [failureLine(failure, 160)]),
  ];
  return notes.join(', ');
}
