import { z } from 'zod';
import { DECISION_VERBS, takersOf } from '../../../plan/messages.ts';
import { json, jsonObject } from './json.ts';
import { executionId, name } from './parts.ts';

const text = z.string().max(2_000, 'must have at most 2000 characters');

const child = executionId.meta({ description: 'For a wait inside a child: its `executionId`.' });

export const decisionBody = z
  .strictObject({
    verb: z.enum(DECISION_VERBS).meta({ description: 'One of `allowed` of the wait.' }),
    parkId: z
      .string()
      .min(1, 'must not be empty')
      .max(400, 'is longer than any')
      .meta({
        description:
          'Of the wait that this decides about: a stale decision must not hit a later one. May be left out while one step is parked.',
      })
      .optional(),
    executionId: child.optional(),
    step: name.meta({ description: 'The step, or the path of its call.' }).optional(),
    arguments: jsonObject.meta({ description: `${forVerbs('arguments')}: all arguments of the call.` }).optional(),
    output: json.meta({ description: `${forVerbs('output')}: stands in for what the tool answers.` }).optional(),
    happened: z
      .boolean()
      .meta({ description: `${forVerbs('happened')}.` })
      .optional(),
    evidence: text.meta({ description: `${forVerbs('evidence')}: how you know.` }).optional(),
    reason: text.meta({ description: 'Why; goes into history. Needed where there is no `evidence`.' }).optional(),
  })
  .refine(({ reason, evidence }) => reason !== undefined || evidence !== undefined, {
    path: ['reason'],
    message: 'is missing',
  })
  .meta({
    anyOf: [{ required: ['reason'] }, { required: ['evidence'] }],
    examples: [
      {
        verb: 'retry',
        parkId: '01a1fe8f-9852-7d51-9d77-eeb4cd236ad0#1@mhyw2k9c/charge_payment@0',
        reason: 'the bank is back',
      },
    ],
  });

function forVerbs(field: Parameters<typeof takersOf>[0]): string {
  return `For ${takersOf(field)
    .map((verb) => `\`${verb}\``)
    .join(' and ')}`;
}

export const approvalPath = z.strictObject({ id: executionId, step: name });

export const approvalBody = z
  .strictObject({
    approved: z.boolean().meta({ description: 'False rejects.' }),
    form: jsonObject.meta({ description: 'Fits `form` of the wait.' }).optional(),
    reason: text.meta({ description: 'Why; goes into history.' }).optional(),
    executionId: child.optional(),
  })
  .meta({ examples: [{ approved: true, reason: 'within the limit' }] });

export const signalPath = z.strictObject({ id: executionId, name });

export const signalQuery = z.strictObject({ executionId: child.optional() });

/** The payload itself; none is null. */
export const signalBody = json.optional().meta({ examples: [{ paid: true }] });

export const cancelBody = z.strictObject({}).nullish().meta({ description: 'Nothing.' });
