import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ExecutionView } from '../../../plan/view.ts';
import { asObject } from '../tools/output-schema.ts';
import { contentBlocks } from './content-blocks.ts';
import { failed } from './failed.ts';
import { structured } from './structured.ts';

/** The result of an execution that has ended: its output, or how it failed. */
export function ended(view: ExecutionView): CallToolResult {
  const { id, runId, status, output } = view;
  const result = status === 'completed' ? structured(asObject(output), contentBlocks(output)) : failed(view);
  return { ...result, _meta: { 'io.sagaflow/execution': { id, runId } } };
}
