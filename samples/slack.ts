import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const message = z.strictObject({ channel: z.string().startsWith('#'), text: z.string().min(1) });

await serveStdio({
  name: 'slack_server',
  description: 'Messages to channels.',
  tools: [
    effect({
      name: 'send_message',
      title: 'Send message',
      description: 'Posts a message. Refused for the archived channel "#archived".',
      input: message,
      output: z.strictObject({ message_id: z.string() }),
      ref: 'message_id',
      apply({ channel }, ledger) {
        if (channel === '#archived') throw new Refusal(`${channel} is archived.`);
        return { message_id: ledger.newRef('msg') };
      },
    }),
    undo({
      name: 'delete_message',
      title: 'Delete message',
      description: 'Removes a message.',
      input: message.extend({ message_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'send_message',
    }),
  ],
});
