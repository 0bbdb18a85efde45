import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { read } from './kit/tool.ts';

const ticket = z.strictObject({
  ticket_number: z.string(),
  subject: z.string(),
  status: z.enum(['open', 'closed']),
});

const TICKETS = new Map<string, z.infer<typeof ticket>[]>([
  [
    'cus_1001',
    [
      { ticket_number: 'T-771', subject: 'Invoice address is wrong', status: 'open' },
      { ticket_number: 'T-640', subject: 'How do I add a user?', status: 'closed' },
    ],
  ],
  ['cus_1003', [{ ticket_number: 'T-802', subject: 'Lamp arrived broken', status: 'open' }]],
]);

await serveStdio({
  name: 'support_server',
  description: 'What customers asked for help with.',
  tools: [
    read({
      name: 'get_support_tickets',
      title: 'Get support tickets',
      description: 'The tickets of a customer, newest first.',
      input: z.strictObject({ customer_id: z.string().min(1), only_open: z.boolean().optional() }),
      output: z.strictObject({ tickets: z.array(ticket) }),
      answer({ customer_id, only_open = false }) {
        const tickets = TICKETS.get(customer_id) ?? [];
        return { tickets: tickets.filter(({ status }) => !only_open || status === 'open') };
      },
    }),
  ],
});
