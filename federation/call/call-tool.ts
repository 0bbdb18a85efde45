import type { RequestOptions } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../plan/json.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
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
import { progressOption } from './progress-option.ts';
import { observeToolResult } from './tool-result.ts';
import type { ToolValidators } from './tool-validators.ts';

export interface CallDeps {
  keeper: CatalogKeeper;
  validators: ToolValidators;
  log: (event: FederationEvent) => void;
  maxResultBytes: number;
}

/** Errors a server gives when its list is newer than ours: nothing was executed (SAGAS O6; -32020 is "header mismatch"). */
const staleListCodes = new Set([-32601, -32602, -32020]);

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
  const fresh = await findTool(session, call, deadline, deps, true);
  if (!fresh.ok) return fresh.observation.kind === 'refused_here' ? fresh : first;
  if (fresh.value.schemaHash === found.value.schemaHash) return first;
  return sendCall(session, fresh.value, call, deadline, options, deps);
}

function isOfStaleList(seen: Observation): boolean {
  return seen.kind === 'rpc_error' && seen.isUnaddressed !== true && staleListCodes.has(seen.code);
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
  const problem = (message: string): void => {
    deps.log({ kind: 'catalog_problem', server: call.server, message });
  };
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
  if (!sent.ok) return sent;
  return { ok: true, value: observeToolResult(sent.value, deps.maxResultBytes, checkResult) };
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
