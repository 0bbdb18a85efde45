import type { Json } from './json.ts';

/** Who an execution belongs to: part of its memo, handed on to children, recoveries and every new run. */
export interface Ownership {
  tenant: string;
  /** Verified name of who started it; null where identity is off, and for starts past our API. */
  startedBy: string | null;
  /** Of the request that started it. */
  requestId: string | null;
}

/** The tenant of callers that name none, and of executions that were started past our API. */
export const DEFAULT_TENANT = 'default';

/** What a memo says of its owner; anything else in it, or a memo of somebody else, counts as nothing said. */
export function ownershipOf(memo: Readonly<Record<string, unknown>> | undefined): Ownership {
  return {
    tenant: textOf(memo?.['tenant']) ?? DEFAULT_TENANT,
    startedBy: textOf(memo?.['startedBy']),
    requestId: textOf(memo?.['requestId']),
  };
}

/** The memo's own keys for it, without those that say nothing. */
export function ownershipMemo({ tenant, startedBy, requestId }: Ownership): Record<string, Json> {
  return {
    ...(tenant === DEFAULT_TENANT ? {} : { tenant }),
    ...(startedBy === null ? {} : { startedBy }),
    ...(requestId === null ? {} : { requestId }),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
