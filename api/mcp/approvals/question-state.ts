import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { Json } from '../../../plan/json.ts';
import type { Caller } from '../../operations/caller.ts';
import type { Seal } from '../protocol/seal.ts';
import type { DefinitionCall } from '../tools/call-definition.ts';

/** What an answer goes on with: the execution that asked, and the call that it was asked in. */
export interface Question {
  executionId: string;
  runId: string;
  /** Of the definition's name and the arguments. */
  callDigest: string;
}

/** The `requestState` that a client echoes with its answers. */
export function sealQuestion(seal: Seal, caller: Caller, question: Question, ttlMs: number): string {
  return seal.close('question', caller, { ...question }, ttlMs);
}

/** Throws for a state that is not ours, was changed, has expired or belongs to somebody else. */
export function questionOf(seal: Seal, caller: Caller, text: string): Question {
  const content = seal.open('question', caller, text);
  if (content === undefined)
    throw new Error('The request state is not one that this caller was given, or has expired.');
  // Nobody else can sign: what opens is what was sealed.
  return content as unknown as Question;
}

export function digestOf({ definition, args }: DefinitionCall): string {
  return createHash('sha256')
    .update(canonicalJson([definition, args as Json]))
    .digest('base64url');
}
