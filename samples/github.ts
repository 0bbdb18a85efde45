import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, read, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const RELEASES = new Map([
  ['org/app', { tag: 'v2.1.0', notes: 'Faster checkout, fewer surprises.' }],
  ['org/site', { tag: 'v0.9.3', notes: 'New landing page.' }],
]);
const PULL_REQUESTS = new Map([
  [
    'org/app',
    [
      { number: 118, title: 'Cache the catalog', author: 'ada' },
      { number: 121, title: 'Retry on 503', author: 'grace' },
    ],
  ],
]);

const repo = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/)
  .describe('owner/name, such as org/app');

await serveStdio({
  name: 'github_server',
  description: 'Repositories: releases, issues, pull requests.',
  tools: [
    read({
      name: 'get_latest_release',
      title: 'Get latest release',
      description: 'The newest release of a repository.',
      input: z.strictObject({ repo }),
      output: z.strictObject({ tag: z.string(), notes: z.string(), html_url: z.string() }),
      answer({ repo: name }) {
        const release = RELEASES.get(name);
        if (release === undefined) throw new Refusal(`The repository "${name}" has no release.`);
        return { ...release, html_url: `https://github.example.com/${name}/releases/${release.tag}` };
      },
    }),
    effect({
      name: 'create_issue',
      title: 'Create issue',
      description: 'Opens an issue in a repository.',
      input: z.strictObject({ repo, title: z.string().min(1), body: z.string().optional() }),
      output: z.strictObject({ issue_number: z.int(), issue_ref: z.string(), html_url: z.string() }),
      ref: 'issue_ref',
      apply({ repo: name }, ledger) {
        const issue_number = 200 + ledger.inForce('create_issue').length;
        const html_url = `https://github.example.com/${name}/issues/${String(issue_number)}`;
        return { issue_number, issue_ref: ledger.newRef('iss'), html_url };
      },
    }),
    undo({
      name: 'close_issue',
      title: 'Close issue',
      description: 'Closes an issue that was opened in error.',
      input: z.strictObject({ repo, title: z.string().min(1), issue_number: z.int().optional() }),
      output: undoOutput,
      undoes: 'create_issue',
    }),
  ],
  resources: [
    {
      name: 'pull-requests',
      description: 'The open pull requests of a repository.',
      template: 'github://{owner}/{name}/pull-requests',
      listed: [...PULL_REQUESTS.keys()].map((full) => `github://${full}/pull-requests`),
      read({ owner = '', name = '' }) {
        return { repo: `${owner}/${name}`, pull_requests: PULL_REQUESTS.get(`${owner}/${name}`) ?? [] };
      },
    },
  ],
});
