import type { Observation } from '../../plan/observation.ts';
import type { Era } from '../contract.ts';
import { narrowDeadline } from '../policy/deadline.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { request } from './request.ts';
import type { Session } from './session.ts';

/** A sign of life, asked for over the shared session. */
export interface SignOfLife {
  era: Era;
  probe: 'server/discover' | 'ping';
}

/** Asks the server for a sign of life, within its own timeout; `ping` exists only in the legacy era. */
export async function askForLife(session: Session, deadline: Deadline): Promise<Answer<SignOfLife>> {
  const { era, config } = session;
  const within = narrowDeadline(deadline, config.timeoutMs);
  const method = era === 'modern' ? 'server/discover' : 'ping';
  const answer = await request(session, within, { method }).finally(() => {
    within.release();
  });
  if (!answer.ok && !isMissingMethod(answer.observation)) return answer;
  return { ok: true, value: { era, probe: method } };
}

/** Who says that it does not know the question is alive. */
function isMissingMethod(observation: Observation): boolean {
  return observation.kind === 'rpc_error' && observation.code === -32601;
}
