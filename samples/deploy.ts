import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const target = z.strictObject({
  version: z.string().min(1),
  env: z.enum(['staging', 'production']),
});

await serveStdio({
  name: 'deploy_server',
  description: 'Deployments of released versions.',
  tools: [
    effect({
      name: 'deploy',
      title: 'Deploy',
      description: 'Rolls a version out. Refused for the broken version "v0.0.0".',
      input: target,
      output: z.strictObject({ deployment_id: z.string(), app_url: z.string() }),
      ref: 'deployment_id',
      apply({ version, env }, ledger) {
        if (version === 'v0.0.0') throw new Refusal(`${version} does not start on ${env}.`);
        return { deployment_id: ledger.newRef('dep'), app_url: `https://${env}.app.example.com` };
      },
    }),
    undo({
      name: 'rollback',
      title: 'Roll back',
      description: 'Takes a deployed version off again.',
      input: target.extend({ deployment_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'deploy',
    }),
  ],
});
