import type { Tool } from './tool.ts';

/** MCP's hints. A compensation may be repeated freely; an effect only under its key. */
export function annotationsOf({ kind }: Tool): {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
} {
  return {
    readOnlyHint: kind === 'read',
    destructiveHint: kind === 'undo',
    idempotentHint: kind !== 'effect',
    openWorldHint: false,
  };
}
