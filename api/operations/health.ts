import type { Health } from './operations.ts';
import type { Executions, ServedDefinitions } from './ports.ts';

/** Whether starts can be taken now. A definition that is broken does not hinder the others. */
export async function checkHealth(executions: Executions, definitions: ServedDefinitions): Promise<Health> {
  const message = await executions.check().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const isReachable = message === null;
  return { isReady: isReachable, temporal: { isReachable, message }, brokenDefinitions: definitions.broken() };
}
