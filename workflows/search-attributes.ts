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

/** The most important first: they are created in this order, and a namespace may not have room for all. */
export const SEARCH_ATTRIBUTES: Record<string, 'Keyword' | 'Int'> = {
  SagaState: 'Keyword',
  Tenant: 'Keyword',
  IdempotencyKey: 'Keyword',
  ParkReason: 'Keyword',
  FailedStep: 'Keyword',
  BusinessKey: 'Keyword',
  DefinitionVersion: 'Int',
};

/** Names of attributes that a namespace does not have, by which nothing may be set then. */
export type MissingAttributes = ReadonlySet<string>;

/** Name of the global that a worker sets in the workflows' isolate to a list of the missing attributes. */
export const MISSING_GLOBAL = 'sagaflowMissingSearchAttributes';
