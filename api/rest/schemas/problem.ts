import { z } from 'zod';

const misfit = z.object({
  pointer: z.string().describe('JSON pointer (RFC 6901) into the body; for other parts of a request, into that part.'),
  message: z.string(),
});

/** Every refusal (RFC 9457). Programs branch on `code`. */
export const problem = z
  .object({
    type: z.string().describe('Names the kind of problem; it is no address.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('A sentence for people, with the remedy.'),
    code: z.string().describe('Stable; branch on it.'),
    requestId: z.string().nullable().describe('Ask with it: it is in the logs, in history and in every call.'),
    errors: z.array(misfit).optional().describe('What does not fit, value by value.'),
    diagnostics: z.array(misfit).optional().describe('The same list as `errors`.'),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: 'urn:sagaflow:problem:invalid-input',
        title: 'Invalid input',
        status: 422,
        detail: 'The input does not fit "onboard_customer":\n  /email is missing',
        code: 'invalid-input',
        requestId: '4f0c6d0e-6a3e-4b35-a7d4-5c0f0a2f6a11',
        errors: [{ pointer: '/input/email', message: 'is missing' }],
        diagnostics: [{ pointer: '/input/email', message: 'is missing' }],
      },
    ],
  });

export type Problem = z.infer<typeof problem>;
