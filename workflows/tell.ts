import { isJsonObject, type Json } from '../plan/json.ts';
import { isDecisionVerb, type ApprovalAnswer, type Decision, type OperatorVerb } from '../plan/messages.ts';
import type { Interpreter } from './interpreter/interpret.ts';

/** One decision or answer, only asked about or taken; gives the sentence that says why it does not fit, or null. */
export function ask(
  interpreter: Interpreter,
  verb: OperatorVerb,
  argument: Json | undefined,
  take: boolean,
): string | null {
  const given = argument ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) return `"${verb}" takes one JSON object.`;
  if (!isDecisionVerb(verb)) {
    const answer = given as ApprovalAnswer;
    return take ? interpreter.answer(verb, answer) : interpreter.refuseAnswer(verb, answer);
  }
  const decision = given as Decision;
  return take ? interpreter.decide(verb, decision) : interpreter.refuseDecision(verb, decision);
}

/** Argument of `stand_down`: the run that goes on. */
export function laterRun(argument: Json | undefined): string {
  const run = isJsonObject(argument) ? argument['run'] : undefined;
  return typeof run === 'string' ? run : 'a later run';
}

/** What a recovery's look at later runs gives; undefined for what somebody else has put there. */
export function asLaterRun(answer: unknown): string | null | undefined {
  return answer === null || typeof answer === 'string' ? answer : undefined;
}
