import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { MISSING_GLOBAL } from '../search-attributes.ts';

/**
 * Sets search attributes, without those that the namespace does not have: one of them makes Temporal refuse the whole workflow task, again and
 * again. Only what the command holds may differ from worker to worker, never whether there is one: on replay Temporal compares that there is
 * a command, and not its content. So a command of which nothing is left stays, and takes nothing from an attribute that every namespace has and
 * only Temporal's own batches use.
 */
export function setAttributes(pairs: SearchAttributeUpdatePair[]): void {
  const known = knownAttributes(pairs);
  upsertSearchAttributes(known.length > 0 ? known : [{ key: ALWAYS_THERE, value: null }]);
}

/** Those of the attributes that the namespace has, for the start of a child. */
export function knownAttributes<Pair extends SearchAttributePair | SearchAttributeUpdatePair>(pairs: Pair[]): Pair[] {
  return pairs.filter(({ key }) => !MISSING.includes(key.name));
}

const ALWAYS_THERE = defineSearchAttributeKey('BatcherUser', SearchAttributeType.KEYWORD);

/** Written before the bundle's code by `worker/workflow-code.ts`. */
const MISSING = (Reflect.get(globalThis, MISSING_GLOBAL) ?? []) as readonly string[];
