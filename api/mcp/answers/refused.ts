import type { CallToolResult } from '@modelcontextprotocol/server';
import type { JsonObject } from '../../../plan/json.ts';
import { OPERATION_ERRORS } from '../../operations/errors.ts';
import type { OperationError } from '../../operations/errors.ts';
import { structured } from './structured.ts';

/** A request that was refused: nothing was done. `type` is the code that REST gives too. */
export function refused({ code, message, misfits }: OperationError): CallToolResult {
  const errors = misfits.map(({ pointer, message: why }): JsonObject => ({ pointer, message: why }));
  const { isRetryable } = OPERATION_ERRORS[code];
  const content = {
    type: code,
    message,
    step: null,
    compensated: [],
    notCompensated: [],
    isRetryable,
    ...(errors.length === 0 ? {} : { errors }),
  };
  return { ...structured(content, message), isError: true };
}
