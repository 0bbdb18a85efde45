import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, type MissingAttributes } from '../workflows/search-attributes.ts';
import { ensureSearchAttributes, type MissingAttribute } from '../cli/temporal/search-attributes.ts';

/**
 * Called once by each process that runs or starts executions, before it does. Creates what is missing, and tells of each attribute that cannot be
 * had, with what is lost. Gives their names: executions do without them. Throws what `ensureSearchAttributes` throws.
 */
export async function checkAttributes(
  { connection, namespace }: { connection: Connection; namespace: string },
  tell: (line: string) => void,
): Promise<MissingAttributes> {
  const missing = await ensureSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES);
  for (const attribute of missing) tell(sentence(namespace, attribute));
  return new Set(missing.map(({ name }) => name));
}

function sentence(namespace: string, { name, type, reason }: MissingAttribute): string {
  const create = `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`;
  const lost = LOST[name] ?? 'nothing can be found by it';
  return `The search attribute "${name}" (${type}) cannot be had in namespace "${namespace}" (${reason}). It is done without: ${lost}. Create it with "${create}" and start again.`;
}

const LOST: Record<string, string> = {
  SagaState:
    'executions cannot be found by the state of their saga, so neither can parked ones, and lists show the state "none"',
  Tenant: 'Temporal cannot find the executions of one tenant, so the pages of a list have gaps',
  IdempotencyKey: 'an idempotency key that was used for another id is not noticed',
  ParkReason: 'lists do not show why an execution is parked',
  FailedStep: 'lists do not show which step has failed',
  BusinessKey: 'executions cannot be found by their business key',
  DefinitionVersion: 'executions cannot be found by the version of their definition',
};
