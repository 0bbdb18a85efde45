import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { bigIntegerMisfit } from '../../../operations/big-integer-misfit.ts';
import type { Caller } from '../../../operations/caller.ts';
import { OperationError } from '../../../operations/errors.ts';
import type { FacadeParts } from '../../parts.ts';
import type { Incoming } from '../../protocol/incoming.ts';

/** A tool that is there whatever the definitions are. No definition can take its name. */
export interface FixedTool {
  tool: Tool;
  /** Who is shown it, and may call it. */
  isFor: (caller: Caller) => boolean;
  call(parts: FacadeParts, args: unknown, incoming: Incoming): Promise<CallToolResult>;
}

interface FixedToolSpec<I extends z.ZodObject> extends Pick<Tool, 'name' | 'title' | 'annotations'> {
  description: string;
  input: I;
  isFor?: (caller: Caller) => boolean;
  run: (parts: FacadeParts, args: z.infer<I>, incoming: Incoming) => Promise<CallToolResult>;
}

/** One zod schema is the type, the check and the `inputSchema`. */
export function fixedTool<I extends z.ZodObject>(spec: FixedToolSpec<I>): FixedTool {
  const { name, title, description, annotations, input, isFor = () => true, run } = spec;
  const inputSchema = z.toJSONSchema(input, { io: 'input' }) as Tool['inputSchema'];
  return {
    tool: { name, title, description, inputSchema, annotations: { title, openWorldHint: false, ...annotations } },
    isFor,
    call(parts, args, incoming) {
      const parsed = input.safeParse(args);
      if (!parsed.success) throw badArguments(name, parsed.error);
      return run(parts, parsed.data, incoming);
    },
  };
}

export const EXECUTION_ID = z
  .string()
  .min(1)
  .max(1_000)
  .describe('The executionId that a call gave, for example "order_processing_saga/o-17"');

/** Waiting saves polling; it never takes longer than the server allows for a call. */
export const WAIT_SECONDS = z
  .number()
  .min(0)
  .max(60)
  .default(0)
  .describe('Stay until the execution has ended or waits for a person, at most so many seconds');

function badArguments(name: string, { issues }: z.ZodError): OperationError {
  const misfits = issues.map((issue) => ({
    pointer: issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message: (issue.code === 'invalid_type' ? bigIntegerMisfit(issue) : null) ?? issue.message,
  }));
  const list = misfits.map(({ pointer, message }) => `  ${pointer === '' ? '(the whole)' : pointer} ${message}`);
  return new OperationError('invalid-input', [`The arguments do not fit "${name}":`, ...list].join('\n'), { misfits });
}
