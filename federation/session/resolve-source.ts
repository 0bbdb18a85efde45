import type { ServerConfig, ServerSource } from '../contract.ts';

/** A source is not ours; one that throws has a problem like any other. */
export function resolveSource(source: ServerSource): ServerConfig | { problem: string } {
  try {
    return source.resolve();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `The server "${source.name}" cannot be configured: ${reason}` };
  }
}
