import { z } from 'zod';
import type { Ledger } from './kit/ledger.ts';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const ISSUES = new Map([
  ['PROJ-42', { summary: 'Checkout is slow', description: 'The last page takes four seconds.' }],
  ['JIRA-1234', { summary: 'Export fails', description: 'The CSV export ends with an empty file.' }],
]);

const key = z
  .string()
  .regex(/^[A-Z]+-\d+$/)
  .describe('Issue key, such as PROJ-42');
const transition = z.strictObject({ key, status: z.enum(['open', 'in progress', 'deployed', 'done']) });
const link = z.strictObject({ key, url: z.url() });

await serveStdio({
  name: 'jira_server',
  description: 'Issues and sprints.',
  tools: [
    read({
      name: 'get_issue',
      title: 'Get issue',
      description: 'An issue with its status and links.',
      input: z.strictObject({ key }),
      output: z.strictObject({
        key,
        summary: z.string(),
        description: z.string(),
        status: z.string(),
        links: z.array(z.string()),
      }),
      answer({ key: name }, ledger) {
        const links = ledger.inForce('add_link').map(({ arguments: args }) => link.parse(args));
        const urls = links.filter((candidate) => candidate.key === name).map(({ url }) => url);
        return { key: name, ...issue(name), status: statusOf(name, ledger), links: urls };
      },
    }),
    effect({
      name: 'transition_issue',
      title: 'Transition issue',
      description: 'Moves an issue to another status.',
      input: transition,
      output: z.strictObject({ transition_id: z.string(), previous_status: z.string() }),
      ref: 'transition_id',
      apply({ key: name }, ledger) {
        issue(name);
        return { transition_id: ledger.newRef('tra'), previous_status: statusOf(name, ledger) };
      },
    }),
    undo({
      name: 'revert_transition',
      title: 'Revert transition',
      description: 'Moves an issue back to the status it had before.',
      input: transition,
      output: undoOutput,
      undoes: 'transition_issue',
    }),
    effect({
      name: 'add_link',
      title: 'Add link',
      description: 'Links an issue to a page.',
      input: link,
      output: z.strictObject({ link_id: z.string() }),
      ref: 'link_id',
      apply({ key: name }, ledger) {
        issue(name);
        return { link_id: ledger.newRef('lnk') };
      },
    }),
    undo({
      name: 'remove_link',
      title: 'Remove link',
      description: 'Takes a link off an issue.',
      input: link,
      output: undoOutput,
      undoes: 'add_link',
    }),
  ],
  resources: [
    {
      name: 'current-sprint',
      description: 'The issues of the current sprint of a project.',
      template: 'jira://project/{project}/sprint/current',
      listed: ['jira://project/PROJ/sprint/current'],
      read: ({ project = '' }) => ({
        project,
        issues: [...ISSUES.keys()].filter((name) => name.startsWith(`${project}-`)),
      }),
    },
  ],
});

function issue(name: string): { summary: string; description: string } {
  const found = ISSUES.get(name);
  if (found === undefined) throw new Refusal(`There is no issue "${name}".`);
  return found;
}

function statusOf(name: string, ledger: Ledger): string {
  const moves = ledger.inForce('transition_issue').map(({ arguments: args }) => transition.parse(args));
  return moves.findLast((move) => move.key === name)?.status ?? 'open';
}
