import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

await serveStdio({
  name: 'ops_server',
  description: 'Tenants of the product: what is provisioned, watched, and who may log in.',
  tools: [
    effect({
      name: 'create_tenant',
      title: 'Create tenant',
      description: 'Provisions a tenant for a customer.',
      input: z.strictObject({ customer_id: z.string().min(1), plan: z.enum(['starter', 'team', 'enterprise']) }),
      output: z.strictObject({ tenant_id: z.string(), region: z.string() }),
      ref: 'tenant_id',
      apply: ({ plan }, ledger) => ({
        tenant_id: ledger.newRef('ten'),
        region: plan === 'enterprise' ? 'eu-dedicated' : 'eu-shared',
      }),
    }),
    undo({
      name: 'delete_tenant',
      title: 'Delete tenant',
      description: 'Removes the tenant of a customer.',
      input: z.strictObject({ customer_id: z.string().min(1), tenant_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'create_tenant',
    }),
    effect({
      name: 'setup_monitoring',
      title: 'Set up monitoring',
      description: 'Watches a tenant.',
      input: z.strictObject({ tenant_id: z.string().min(1) }),
      output: z.strictObject({ monitor_id: z.string() }),
      ref: 'monitor_id',
      apply: (_, ledger) => ({ monitor_id: ledger.newRef('mon') }),
    }),
    undo({
      name: 'remove_monitoring',
      title: 'Remove monitoring',
      description: 'Stops watching a tenant.',
      input: z.strictObject({ tenant_id: z.string().min(1), monitor_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'setup_monitoring',
    }),
    effect({
      name: 'create_user',
      title: 'Create user',
      description: 'Lets a person log in to a tenant. Refused for addresses in the domain "blocked.example".',
      input: z.strictObject({
        tenant_id: z.string().min(1),
        user_email: z.email(),
        role: z.enum(['admin', 'member']),
      }),
      output: z.strictObject({ user_id: z.string() }),
      ref: 'user_id',
      apply({ user_email }, ledger) {
        if (user_email.endsWith('@blocked.example')) throw new Refusal(`${user_email} may not have a login.`);
        return { user_id: ledger.newRef('usr') };
      },
    }),
    undo({
      name: 'delete_user',
      title: 'Delete user',
      description: 'Takes the login of a person away.',
      input: z.strictObject({ tenant_id: z.string().min(1), user_email: z.email(), user_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'create_user',
    }),
    effect({
      name: 'activate_tenant',
      title: 'Activate tenant',
      description: 'Opens a tenant to its users. From then on it is billed: there is no way back.',
      input: z.strictObject({ tenant_id: z.string().min(1) }),
      output: z.strictObject({ activation_id: z.string(), login_url: z.string() }),
      ref: 'activation_id',
      apply: ({ tenant_id }, ledger) => ({
        activation_id: ledger.newRef('act'),
        login_url: `https://${tenant_id}.app.example.com`,
      }),
    }),
  ],
});
