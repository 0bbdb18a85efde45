import type { ExecutionView } from '../plan/view.ts';

/** The execution as Markdown, for the Temporal UI's current details: what waits, what each verb would do, the steps. */
export function describeView(view: ExecutionView): string {
  const waits = view.waitingFor.map((wait) => {
    const id = wait.parkId === null ? '' : ` — parkId \`${wait.parkId}\``;
    const verbs = wait.allowed.map((verb) => `\n  - **${verb}**: ${VERB_MEANING[verb] ?? ''}`).join('');
    return `- **${escape(wait.step)}** (${wait.kind})${id}: ${escape(wait.message)}${verbs}`;
  });
  const rows = view.steps.slice(0, MAX_ROWS).map((step) => {
    const call = step.tool === null ? step.verb : `${step.server ?? ''}.${step.tool}`;
    const failure = step.failure === null ? '' : escape(`${step.failure.type}: ${step.failure.message}`).slice(0, 200);
    return `| ${escape(step.path)} | ${escape(call)} | ${step.status} | ${step.outcome ?? ''} | ${failure} |`;
  });
  const more = view.steps.length > MAX_ROWS ? [`\n… and ${view.steps.length - MAX_ROWS} more`] : [];
  return [
    `**${view.sagaState}**`,
    ...(waits.length > 0 ? ['', '### Waits for', ...waits] : []),
    '',
    '| step | call | status | outcome | failure |',
    '|---|---|---|---|---|',
    ...rows,
    ...more,
  ].join('\n');
}

const MAX_ROWS = 60;

const VERB_MEANING: Record<string, string> = {
  retry: 'sends the call again; the same key as long as it may have happened',
  skip: 'goes on without it',
  compensate: 'gives up going forward and undoes what was done',
};

/** Text from tools stays text: no markup, no table cells, no lines of its own. */
function escape(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`);
}
