import type { CallOptions, Federation, ToolEntry } from '../federation/federation.ts';
import type { CallRequest } from '../plan/call.ts';
import type { JsonObject } from '../plan/json.ts';
import type { Observation } from '../plan/observation.ts';

export interface Sent {
  observation: Observation;
  /** The tool has an output schema, so its structured content is its output. */
  declaresOutput: boolean;
}

/** One request and what was seen of it. Drift of the tool's schema matters only when the frozen arguments no longer fit (S15). */
export async function sendOnce(
  federation: Federation,
  request: CallRequest,
  meta: JsonObject,
  listeners: Omit<CallOptions, 'timeoutMs'>,
): Promise<Sent> {
  const options = { ...listeners, timeoutMs: request.timeout.attemptMs };
  const { server } = request;
  if (request.method === 'resources/read') {
    const observation = await federation.readResource({ server, uri: request.tool, meta }, options);
    return { observation, declaresOutput: false };
  }
  const observation = await federation.callTool(
    { server, tool: request.tool, arguments: request.arguments, meta, repeatable: request.repeatable },
    options,
  );
  // Only an answer or a refusal came from a live list; asking after a failed connection would connect a second time, beyond the deadline.
  const wasRefused = observation.kind === 'refused_here' && observation.reason !== 'canceled';
  const isListed = observation.kind === 'result' || wasRefused;
  const tool = isListed ? await liveTool(federation, request) : undefined;
  return {
    observation: asDrift(observation, request, tool),
    declaresOutput: tool?.outputSchema !== undefined,
  };
}

async function liveTool(federation: Federation, { server, tool }: CallRequest): Promise<ToolEntry | undefined> {
  const listed = await federation.catalog(server);
  return listed.ok ? listed.catalog.tools.find(({ name }) => name === tool) : undefined;
}

/** Refused arguments of a tool that is not the one the plan was compiled against: its schema changed under us. */
function asDrift(observation: Observation, request: CallRequest, tool: ToolEntry | undefined): Observation {
  if (observation.kind !== 'refused_here') return observation;
  const { reason, message } = observation;
  const isGone = reason === 'unknown_tool';
  const hasChanged = reason === 'arguments' && request.schemaHash !== null && tool?.schemaHash !== request.schemaHash;
  if (!isGone && !hasChanged) return observation;
  const what = isGone ? 'is gone' : 'has changed its schema';
  return {
    kind: 'refused_here',
    reason: 'schema_changed',
    message: `${request.server}.${request.tool} ${what} since this plan was compiled. ${message}`,
  };
}
