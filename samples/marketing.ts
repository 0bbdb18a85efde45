import { z } from 'zod';
import type { SampleServer } from './kit/sample-server.ts';
import { effect, read, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const SUBSCRIBED = ['cus_1001', 'cus_1002'];

const segment = z.strictObject({ customer_id: z.string().min(1), segment: z.string().min(1) });

export const marketing: SampleServer = {
  name: 'marketing_server',
  description: 'What customers want to hear about.',
  tools: [
    read({
      name: 'get_marketing_preferences',
      title: 'Get marketing preferences',
      description: 'Whether a customer reads the newsletter, and the segments the customer is in.',
      input: z.strictObject({ customer_id: z.string().min(1) }),
      output: z.strictObject({ newsletter: z.boolean(), segments: z.array(z.string()) }),
      answer({ customer_id }, ledger) {
        const joined = ledger.inForce('join_segment').map(({ arguments: args }) => segment.parse(args));
        const segments = joined.filter((entry) => entry.customer_id === customer_id).map((entry) => entry.segment);
        return { newsletter: SUBSCRIBED.includes(customer_id), segments };
      },
    }),
    effect({
      name: 'join_segment',
      title: 'Join segment',
      description: 'Puts a customer into a segment.',
      input: segment,
      output: z.strictObject({ membership_id: z.string() }),
      ref: 'membership_id',
      apply: (_, ledger) => ({ membership_id: ledger.newRef('mem') }),
    }),
    undo({
      name: 'leave_segment',
      title: 'Leave segment',
      description: 'Takes a customer out of a segment.',
      input: segment,
      output: undoOutput,
      undoes: 'join_segment',
    }),
  ],
};
