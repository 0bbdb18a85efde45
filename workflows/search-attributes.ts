import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** By these operators find executions (S27). They exist in Temporal before the first start. */
export const sagaState = defineSearchAttributeKey('SagaState', SearchAttributeType.KEYWORD);
export const failedStep = defineSearchAttributeKey('FailedStep', SearchAttributeType.KEYWORD);
export const parkReason = defineSearchAttributeKey('ParkReason', SearchAttributeType.KEYWORD);
export const definitionVersion = defineSearchAttributeKey('DefinitionVersion', SearchAttributeType.INT);
export const businessKey = defineSearchAttributeKey('BusinessKey', SearchAttributeType.KEYWORD);
/** Set on executions of any tenant but the default one. */
export const tenant = defineSearchAttributeKey('Tenant', SearchAttributeType.KEYWORD);
/** Digest of the key that a caller gave its start. */
export const idempotencyKey = defineSearchAttributeKey('IdempotencyKey', SearchAttributeType.KEYWORD);

export const SEARCH_ATTRIBUTES: Record<string, 'Keyword' | 'Int'> = {
  SagaState: 'Keyword',
  FailedStep: 'Keyword',
  ParkReason: 'Keyword',
  DefinitionVersion: 'Int',
  BusinessKey: 'Keyword',
  Tenant: 'Keyword',
  IdempotencyKey: 'Keyword',
};
