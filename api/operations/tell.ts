import type { Json, JsonObject } from '../../plan/json.ts';
import { APPROVAL_VERBS, DECISION_VERBS, RESERVED_SIGNALS } from '../../plan/messages.ts';
import type { ApprovalAnswer, ApprovalVerb, Decision, DecisionVerb } from '../../plan/messages.ts';
import { OperationError } from './errors.ts';
import type { Executions } from './ports.ts';

/** Tells a parked execution how to go on (S26). Throws `refused` with the execution's own sentence when it does not fit. */
export async function decide(executions: Executions, id: string, verb: string, decision: Decision): Promise<void> {
  if (!isOneOf(DECISION_VERBS, verb)) {
    throw new OperationError('refused', `"${verb}" is no decision. Decisions are ${DECISION_VERBS.join(', ')}.`);
  }
  await executions.update(id, verb satisfies DecisionVerb, present({ ...decision }));
}

/** Answers a waiting approval. Throws `refused` with the execution's own sentence when it does not fit. */
export async function answerApproval(
  executions: Executions,
  id: string,
  verb: ApprovalVerb,
  answer: ApprovalAnswer,
): Promise<void> {
  await executions.update(id, verb, present({ ...answer }));
}

/** Sends a signal that a `wait_for` step takes. Operator verbs are no signals here: they are Updates with an answer. */
export async function signalExecution(executions: Executions, id: string, name: string, payload: Json): Promise<void> {
  if (isOneOf(RESERVED_SIGNALS, name)) {
    const command = isOneOf(APPROVAL_VERBS, name) ? `sagaflow ${name} ${id} <step>` : `sagaflow decide ${id} ${name}`;
    throw new OperationError('refused', `"${name}" is an operator's verb and no signal. Use: ${command}`);
  }
  await executions.signal(id, name, payload);
}

/** Asks for cancellation: before the pivot everything is undone, after it the request is shown and ignored (S29). */
export async function cancelExecution(executions: Executions, id: string): Promise<void> {
  await executions.cancel(id);
}

function isOneOf<const T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

/** Without the optional fields that were not given. */
function present(argument: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(argument).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
