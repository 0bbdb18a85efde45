import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

await serveStdio({
  name: 'communication_server',
  description: 'Mail to customers and tickets for the people who look after them.',
  tools: [
    effect({
      name: 'send_email',
      title: 'Send email',
      description: 'Sends a mail. Subject and body are those of the welcome mail when left out.',
      input: z.strictObject({ email: z.email(), subject: z.string().optional(), body: z.string().optional() }),
      output: z.strictObject({ message_id: z.string(), subject: z.string() }),
      ref: 'message_id',
      apply({ email, subject = 'Welcome' }, ledger) {
        if (email.endsWith('@bounce.example')) throw new Refusal(`${email} does not accept mail.`);
        return { message_id: ledger.newRef('msg'), subject };
      },
    }),
    effect({
      name: 'create_support_ticket',
      title: 'Create support ticket',
      description: 'Asks a person to look after a customer.',
      input: z.strictObject({
        customer_id: z.string().min(1),
        subject: z.string().optional(),
        priority: z.enum(['low', 'normal', 'high']).optional(),
      }),
      output: z.strictObject({ ticket_id: z.string(), priority: z.string() }),
      ref: 'ticket_id',
      apply: ({ priority = 'normal' }, ledger) => ({ ticket_id: ledger.newRef('tkt'), priority }),
    }),
    undo({
      name: 'close_support_ticket',
      title: 'Close support ticket',
      description: 'Closes a ticket that is no longer needed.',
      input: z.strictObject({ customer_id: z.string().min(1), ticket_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'create_support_ticket',
    }),
  ],
});
