import type { Parts } from '../parts.ts';

export interface Health {
  isReady: boolean;
  temporal: { isReachable: boolean; message: string | null };
  /** Definitions that cannot be compiled now: their last good plan is served. */
  brokenDefinitions: { file: string; message: string }[];
}

/**
 * Whether starts can be taken now. A definition that is broken does not hinder the others. Never throws; for probes, so it takes no
 * caller.
 */
export function health({ executions, definitions }: Parts) {
  return async (): Promise<Health> => {
    const message = await executions.check().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const isReachable = message === null;
    return { isReady: isReachable, temporal: { isReachable, message }, brokenDefinitions: definitions.broken() };
  };
}
