import { isJsonObject } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
import type { CallOptions, ResourceRead } from '../contract.ts';
import { cleanJson, jsonBytes } from '../json-values.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { request } from '../session/request.ts';
import type { Session } from '../session/session.ts';
import { progressOption } from './progress-option.ts';

/** One `resources/read` on a session. */
export async function readOnSession(
  session: Session,
  read: ResourceRead,
  deadline: Deadline,
  options: CallOptions,
  maxBytes: number,
): Promise<Answer<Observation>> {
  const params = { uri: read.uri, _meta: read.meta };
  const answer = await request(session, deadline, {
    method: 'resources/read',
    params,
    onSent: options.onSent,
    options: progressOption(options),
  });
  return answer.ok ? { ok: true, value: observeContents(answer.value, maxBytes) } : answer;
}

function observeContents(raw: unknown, maxBytes: number): Observation {
  const clean = cleanJson(raw);
  if (!clean.ok)
    return { kind: 'bad_result', reason: 'protocol', message: `The resource is not usable: ${clean.problem}.` };
  if (!isJsonObject(clean.value))
    return { kind: 'bad_result', reason: 'protocol', message: 'The result is not a JSON object.' };
  const { resultType, contents } = clean.value;
  if (resultType === 'input_required')
    return { kind: 'input_required', message: 'The server wants input before it goes on.' };
  const bytes = jsonBytes(clean.value);
  if (bytes > maxBytes) {
    const message = `The resource has ${bytes} bytes; ${maxBytes} bytes are the most a result may have.`;
    return { kind: 'bad_result', reason: 'too_large', message };
  }
  return { kind: 'resource', contents: Array.isArray(contents) ? contents.filter(isJsonObject) : [] };
}
