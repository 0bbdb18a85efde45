import { z } from 'zod';
import type { Mode, openBooks } from './books.ts';

export interface Pay {
  name: string;
  mode?: string | undefined;
}

export interface Answer {
  [key: string]: unknown;
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** `charge` and `refund` change something, `find` reads. All declare what they return. */
export const TOOLS = ['charge', 'refund', 'find'] as const;
export const INPUT = { name: z.string(), mode: z.string().optional() };
export const OUTPUT = { id: z.string(), found: z.boolean() };

/** Does what the tool does, then answers as the mode says. */
export async function runTool(
  books: ReturnType<typeof openBooks>,
  server: string,
  tool: string,
  { name, mode: wanted = 'good' }: Pay,
): Promise<Answer> {
  const mode = wanted as Mode;
  if (mode === 'declined') return { content: [{ type: 'text', text: 'declined' }], isError: true };
  books.write({ server, tool, name });
  const content: Answer['content'] = [{ type: 'text', text: 'done' }];
  switch (mode) {
    case 'good':
      return { content, structuredContent: { id: `${tool}-${name}`, found: true } };
    case 'misfit':
      return { content, structuredContent: { id: 7 } };
    case 'nothing':
      return { content };
    case 'silent':
      return new Promise(() => undefined);
  }
}
