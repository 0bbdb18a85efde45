import { approvalDecide } from './approval-decide.ts';
import { executionCancel } from './execution-cancel.ts';
import { executionData } from './execution-data.ts';
import { executionResult } from './execution-result.ts';
import { executionStatus } from './execution-status.ts';
import type { FixedTool } from './fixed-tool.ts';

/** By name, in the order in which they are listed. */
export const FIXED_TOOLS: ReadonlyMap<string, FixedTool> = new Map(
  [executionStatus, executionResult, executionCancel, approvalDecide, executionData].map((fixed) => [
    fixed.tool.name,
    fixed,
  ]),
);
