import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { ExecutionView, StepView, WaitView } from '../../plan/view.ts';
import { failureText } from '../../plan/failure-text.ts';

/** The execution as Markdown, for the Temporal UI's current details: what waits, what each verb would do there, the steps. */
export function describeView(view: ExecutionView): string {
  const { steps, waitingFor, decisions, notices, noticeCount, sagaState } = view;
  const more = steps.length > MAX_ROWS ? [`\n… and ${steps.length - MAX_ROWS} more`] : [];
  return [
    `**${sagaState}**`,
    ...(waitingFor.length > 0 ? ['', '### Waits for', ...waitingFor.slice(0, MAX_WAITS).map(describeWait)] : []),
    ...(waitingFor.length > MAX_WAITS ? [`\n… and ${waitingFor.length - MAX_WAITS} more`] : []),
    '',
    '| step | call | status | outcome | failure |',
    '|---|---|---|---|---|',
    ...steps.slice(0, MAX_ROWS).map(describeStep),
    ...more,
    ...(decisions.length > 0 ? ['', '### Decided', ...decisions.slice(-MAX_DECISIONS).map(describeDecision)] : []),
    ...(notices.length > 0
      ? ['', `### Notices (${noticeCount})`, ...notices.slice(-MAX_NOTICES).map(describeNotice)]
      : []),
  ].join('\n');
}

const MAX_ROWS = 60;
const MAX_WAITS = 10;
const MAX_DECISIONS = 20;
const MAX_NOTICES = 10;

function describeNotice({ at, message }: ExecutionView['notices'][number]): string {
  return `- ${at} ${escape(message)}`;
}

function describeWait({ step, kind, parkId, message, verbs }: WaitView): string {
  const id = parkId === null ? '' : ` — parkId ${asCode(parkId)}`;
  // One flat list: nested ones run together in the Temporal UI.
  const takes = verbs.map(
    ({ verb, does, example }) => `- **${verb}**: ${escape(does)} ${asCode(stringifyJson(example))}`,
  );
  return [`\n**${escape(step)}** (${kind})${id}\n`, escape(message), '', ...takes].join('\n');
}

function describeStep({ path, server, tool, verb, status, outcome, failure }: StepView): string {
  const call = tool === null ? verb : `${server ?? ''}.${tool}`;
  const failed = failure === null ? '' : escape(failureText(failure)).slice(0, 200);
  return `| ${escape(path)} | ${escape(call)} | ${status} | ${outcome ?? ''} | ${failed} |`;
}

function describeDecision({ at, verb, step, by, reason, evidence }: ExecutionView['decisions'][number]): string {
  const why = [reason, evidence].filter((text) => text !== null).join('; ');
  return `- ${at} **${verb}** ${escape(step)}${by === null ? '' : ` by ${escape(by)}`}${why === '' ? '' : `: ${escape(why)}`}`;
}

/** Inline code: nothing inside is markup, as long as the fence is longer than any run of backticks in it. */
function asCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** Text from tools stays text: no markup, no table cells, no lines of its own. */
function escape(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`);
}
