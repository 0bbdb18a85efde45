import type { Observation } from '../../plan/observation.ts';
import type { FederationEvent, ServerCatalog } from '../contract.ts';
import { limits } from '../limits.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { request } from '../session/request.ts';
import type { Session } from '../session/session.ts';
import { readResourceEntries, readTemplateEntries, readToolEntries } from './catalog-entries.ts';

type ListMethod = 'tools/list' | 'resources/list' | 'resources/templates/list';

/** Everything the server offers, page by page. A server without tools or without resources has an empty list of them. */
export async function loadCatalog(
  session: Session,
  deadline: Deadline,
  log: (event: FederationEvent) => void,
): Promise<Answer<ServerCatalog>> {
  const { client, config } = session;
  const capabilities = client.getServerCapabilities();
  const none: Answer<readonly unknown[]> = { ok: true, value: [] };
  const [tools, resources, templates] = await Promise.all([
    capabilities?.tools === undefined ? none : listAll(session, 'tools/list', 'tools', deadline),
    capabilities?.resources === undefined ? none : listAll(session, 'resources/list', 'resources', deadline),
    capabilities?.resources === undefined
      ? none
      : listAll(session, 'resources/templates/list', 'resourceTemplates', deadline),
  ]);
  if (!tools.ok) return tools;
  const problem = (message: string): void => {
    log({ kind: 'catalog_problem', server: config.name, message });
  };
  let hasAllTools = true;
  const toolProblem = (message: string): void => {
    hasAllTools = false;
    problem(message);
  };
  const toolEntries = readToolEntries(tools.value, config.toolOverrides, toolProblem);
  // Without its resources a server's tools still work.
  for (const list of [resources, templates])
    if (!list.ok && !isMissingMethod(list.observation)) problem(sentence(list.observation));
  return {
    ok: true,
    value: {
      server: config.name,
      era: session.era,
      trusted: config.trusted,
      serverInfo: session.serverInfo,
      tools: toolEntries,
      hasAllTools,
      resources: resources.ok ? readResourceEntries(resources.value, problem) : [],
      resourceTemplates: templates.ok ? readTemplateEntries(templates.value, problem) : [],
    },
  };
}

async function listAll(
  session: Session,
  method: ListMethod,
  member: string,
  deadline: Deadline,
): Promise<Answer<readonly unknown[]>> {
  const entries: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < limits.pages; page++) {
    const result = await request(session, deadline, { method, ...(cursor !== undefined && { params: { cursor } }) });
    if (!result.ok) return result;
    const list = result.value[member];
    if (!Array.isArray(list)) return endless(`${method}: the answer of "${session.config.name}" has no "${member}".`);
    entries.push(...(list as unknown[]));
    const next = result.value.nextCursor;
    if (typeof next !== 'string' || next === '') return { ok: true, value: entries };
    if (seen.has(next) || entries.length > limits.listEntries) break;
    seen.add(next);
    cursor = next;
  }
  return endless(
    `${method}: "${session.config.name}" never ends its list (${entries.length} entries, ${seen.size + 1} pages).`,
  );
}

function endless(message: string): Answer<never> {
  return { ok: false, observation: { kind: 'bad_result', reason: 'protocol', message }, isSessionLost: false };
}

function isMissingMethod(observation: Observation): boolean {
  return observation.kind === 'rpc_error' && observation.code === -32601;
}

function sentence(observation: Observation): string {
  return 'message' in observation ? observation.message : observation.kind;
}
