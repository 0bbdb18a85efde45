import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { ReadResourceResult, Resource, ResourceTemplateType, ServerContext } from '@modelcontextprotocol/server';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { Caller } from '../../operations/caller.ts';
import { OperationError } from '../../operations/errors.ts';
import type { FacadeParts } from '../parts.ts';
import type { ProtocolServer } from '../protocol/create-protocol-server.ts';
import { exactly } from '../protocol/exact.ts';
import { refuseCursor } from '../protocol/one-page.ts';
import { DEFINITION_TEMPLATE, definitionUri, EXECUTION_TEMPLATE, parseResourceUri } from './resource-uri.ts';

/** Definitions, listed, and executions, by id: what the caller may read. */
export function serveResources(
  server: ProtocolServer,
  parts: FacadeParts,
  callerOf: (context: ServerContext) => Caller,
): void {
  server.setRequestHandler(
    'resources/list',
    exactly(({ params }, context) => {
      refuseCursor(params?.cursor);
      return { resources: listed(parts, callerOf(context)) };
    }),
  );
  server.setRequestHandler(
    'resources/templates/list',
    exactly(({ params }) => {
      refuseCursor(params?.cursor);
      return { resourceTemplates: TEMPLATES };
    }),
  );
  server.setRequestHandler(
    'resources/read',
    exactly(({ params: { uri } }, context) => read(parts, callerOf(context), uri)),
  );
}

const YAML = 'application/yaml';
const MERMAID = 'text/vnd.mermaid';
const JSON_TYPE = 'application/json';

const TEMPLATES: ResourceTemplateType[] = [
  {
    name: 'definition',
    title: 'Definition',
    uriTemplate: DEFINITION_TEMPLATE,
    description: 'The YAML of a definition, and its steps as a Mermaid flowchart',
    mimeType: YAML,
  },
  {
    name: 'execution',
    title: 'Execution',
    uriTemplate: EXECUTION_TEMPLATE,
    description: 'Status, steps, output or failure of an execution, by its executionId (percent-encoded)',
    mimeType: JSON_TYPE,
  },
];

function listed({ operations }: FacadeParts, caller: Caller): Resource[] {
  return operations.definitions(caller).map(({ name, description, version }) => ({
    uri: definitionUri(name),
    name,
    title: `${name}, version ${String(version)}`,
    ...(description === null ? {} : { description }),
    mimeType: YAML,
  }));
}

async function read({ operations, log }: FacadeParts, caller: Caller, uri: string): Promise<ReadResourceResult> {
  const target = parseResourceUri(uri);
  if (target === null) throw new ResourceNotFoundError(uri);
  try {
    switch (target.kind) {
      case 'definition': {
        const { source, graph } = operations.definition(caller, target.name);
        return {
          contents: [
            { uri, mimeType: YAML, text: source },
            { uri: `${uri}#graph`, mimeType: MERMAID, text: graph },
          ],
        };
      }
      case 'execution': {
        const view = await operations.get(caller, target.id);
        return { contents: [{ uri, mimeType: JSON_TYPE, text: stringifyJson(view, 2) }] };
      }
    }
  } catch (error) {
    throw asProtocolError(error, uri, log, caller);
  }
}

const HIDDEN: ReadonlySet<string> = new Set(['unknown-definition', 'unknown-execution', 'forbidden']);

function asProtocolError(error: unknown, uri: string, log: FacadeParts['log'], { requestId }: Caller): Error {
  if (error instanceof OperationError && HIDDEN.has(error.code)) return new ResourceNotFoundError(uri);
  if (error instanceof OperationError) {
    return new ProtocolError(ProtocolErrorCode.InternalError, error.message, { type: error.code });
  }
  log.error({ err: error, uri, requestId }, 'An MCP resource could not be read');
  return new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error; the server log has the details.');
}
