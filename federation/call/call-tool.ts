import type { RequestOptions } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../plan/json.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Observation, RpcErrorObservation } from '../../plan/observation.ts';
import type { CatalogKeeper } from '../catalog/catalog-keeper.ts';
import type { CallOptions, FederationEvent, ServerCatalog, ToolCall, ToolEntry } from '../contract.ts';
import { cleanJson, jsonBytes } from '../json-values.ts';
import { limits } from '../limits.ts';
import { narrowDeadline } from '../policy/deadline.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { neverSent } from '../session/never-sent.ts';
import { request } from '../session/request.ts';
import type { Session } from '../session/session.ts';
import { parameterHeaders } from './parameter-headers.ts';
import { isOfStaleList, mayComeAfterEffect, withToolFacts } from './rpc-refusal.ts';
import { progressOption } from './progress-option.ts';
import { observeToolResult } from './tool-result.ts';
import type { ToolValidators } from './tool-validators.ts';

export interface CallDeps {
  keeper: CatalogKeeper;
  validators: ToolValidators;
  log: (event: FederationEvent) => void;
  maxResultBytes: number;
}

/** One `tools/call` on a session: looked up and checked against the live list, sent, its result checked. */
export async function callOnSession(
  session: Session,
  call: ToolCall,
  deadline: Deadline,
  options: CallOptions,
  deps: CallDeps,
): Promise<Answer<Observation>> {
  const found = await findTool(session, call, deadline, deps, false);
  if (!found.ok) return found;
  const first = await sendCall(session, found.value, call, deadline, options, deps);
  if (first.ok || !isOfStaleList(first.observation)) return first;
  return lookAgain(session, call, { tool: found.value, refusal: first.observation }, deadline, options, deps);
}

/** What was sent, and the refusal that came. */
interface Refused {
  tool: ToolEntry;
  refusal: RpcErrorObservation;
}

/**
 * The refusal in the light of a complete fresh list. A call is sent a second time only where nothing has happened or its tool knows it again:
 * "invalid params" is also what libraries say of a result, when the tool has run (SAGAS O6, O10).
 */
async function lookAgain(
  session: Session,
  call: ToolCall,
  { tool, refusal }: Refused,
  deadline: Deadline,
  options: CallOptions,
  deps: CallDeps,
): Promise<Answer<Observation>> {
  const asItCame = refused(refusal);
  const loaded = await deps.keeper.get(session, deadline, true);
  if (!loaded.ok) return asItCame;
  const fresh = loaded.value.tools.find(({ name }) => name === call.tool);
  if (fresh === undefined) return loaded.value.hasAllTools ? refused(unknownTool(call, loaded.value)) : asItCame;
  const seen = fresh.declaresOutput ? refused({ ...refusal, declaresOutput: true }) : asItCame;
  if (fresh.schemaHash === tool.schemaHash || mayComeAfterEffect(tool, fresh, refusal)) return seen;
  if (call.repeatable === true) return sendCall(session, fresh, call, deadline, options, deps);
  const checked = checkArguments(fresh, call, deps.validators, problemsOf(call, deps));
  return checked.ok ? seen : refused(checked.observation);
}

/** The tool in the live list. What seems missing is looked up in a fresh list before the call is refused. */
async function findTool(
  session: Session,
  call: ToolCall,
  deadline: Deadline,
  deps: CallDeps,
  refresh: boolean,
): Promise<Answer<ToolEntry>> {
  const loaded = await deps.keeper.get(session, deadline, refresh);
  if (!loaded.ok) return { ...loaded, observation: neverSent(loaded.observation) };
  const tool = loaded.value.tools.find(({ name }) => name === call.tool);
  if (tool !== undefined) return { ok: true, value: tool };
  if (!refresh) return findTool(session, call, deadline, deps, true);
  return refused(unknownTool(call, loaded.value));
}

function unknownTool(call: ToolCall, { tools }: ServerCatalog): Observation {
  const message = `The server "${call.server}" has no tool "${call.tool}" (it lists ${tools.length}).`;
  return { kind: 'refused_here', reason: 'unknown_tool', message };
}

async function sendCall(
  session: Session,
  tool: ToolEntry,
  call: ToolCall,
  deadline: Deadline,
  options: CallOptions,
  deps: CallDeps,
): Promise<Answer<Observation>> {
  const problem = problemsOf(call, deps);
  const checked = checkArguments(tool, call, deps.validators, problem);
  if (!checked.ok) return refused(checked.observation);
  // Compiled before sending: a bad schema is known before there is an effect.
  const checkResult = tool.outputSchema && deps.validators.for(tool.outputSchema, `result of "${tool.name}"`, problem);
  const params = { name: tool.name, arguments: checked.value, _meta: call.meta };
  const ownDeadline = narrowDeadline(deadline, timeoutOf(session, tool) ?? Infinity);
  const sent = await request(session, ownDeadline, {
    method: 'tools/call',
    params,
    onSent: options.onSent,
    options: { ...progressOption(options), ...headersOption(session, tool, checked.value) },
  }).finally(() => {
    ownDeadline.release();
  });
  if (!sent.ok) return { ...sent, observation: withToolFacts(sent.observation, tool) };
  return { ok: true, value: observeToolResult(sent.value, deps.maxResultBytes, checkResult) };
}

function problemsOf({ server }: ToolCall, { log }: CallDeps): (message: string) => void {
  return (message) => {
    log({ kind: 'catalog_problem', server, message });
  };
}

/** In the modern era some arguments are repeated in headers, for those who route by them. */
function headersOption(
  { era }: Session,
  { inputSchema }: ToolEntry,
  args: JsonObject,
): Pick<RequestOptions, 'headers'> {
  if (era === 'legacy') return {};
  const headers = parameterHeaders(inputSchema, args);
  return headers === undefined ? {} : { headers };
}

function timeoutOf({ config }: Session, { name }: ToolEntry): number | undefined {
  return Object.hasOwn(config.toolOverrides, name) ? config.toolOverrides[name]?.timeoutMs : undefined;
}

type Checked = { ok: true; value: JsonObject } | { ok: false; observation: Observation };

function checkArguments(
  tool: ToolEntry,
  call: ToolCall,
  validators: ToolValidators,
  problem: (message: string) => void,
): Checked {
  const clean = cleanJson(call.arguments);
  if (!clean.ok) return badArguments(call, clean.problem);
  if (!isJsonObject(clean.value)) return badArguments(call, 'they are not a JSON object');
  const bytes = jsonBytes(clean.value);
  if (bytes > limits.resultBytesCeiling) {
    const message = `The arguments for "${call.tool}" have ${bytes} bytes; ${limits.resultBytesCeiling} bytes are the most.`;
    return { ok: false, observation: { kind: 'refused_here', reason: 'too_large', message } };
  }
  const violation = validators.for(tool.inputSchema, `arguments of "${tool.name}"`, problem)?.(clean.value);
  return violation === undefined ? { ok: true, value: clean.value } : badArguments(call, violation);
}

function badArguments(call: ToolCall, violation: string): Checked {
  const message = `The arguments do not fit "${call.server}.${call.tool}": ${violation}.`;
  return { ok: false, observation: { kind: 'refused_here', reason: 'arguments', message } };
}

function refused(observation: Observation): Answer<never> {
  return { ok: false, observation, isSessionLost: false };
}
