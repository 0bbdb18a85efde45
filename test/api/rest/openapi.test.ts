import { Validator } from '@cfworker/json-schema';
import type { Schema } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { definitionDetail, definitionSummary } from '../../../api/rest/schemas/definition.ts';
import { listPage } from '../../../api/rest/schemas/list.ts';
import { serverStatus } from '../../../api/rest/schemas/server.ts';
import { RUN, viewOf } from '../http/scripted-operations.ts';
import { ask, serve } from '../http/serve.ts';

/** Answered by MCP, or pages and documents about the API itself. */
const UNDOCUMENTED = [/^\/mcp$/, /^\/docs/, /^\/openapi\.json$/, /^\/metrics$/];

const definition = {
  name: 'onboard',
  version: 1,
  description: null,
  kind: 'saga' as const,
  planHash: 'sha256:x',
  problem: null,
};
const detail = {
  ...definition,
  input: { type: 'object' },
  output: null,
  steps: [{ name: 'a', verb: 'action', server: 's', tool: 't', dependsOn: [], compensation: 's.u', isPivot: false }],
  graph: 'flowchart TD',
  source: 'saga_definition: {}',
  effects: { isReadOnly: false, isDestructive: true, isIdempotent: false },
};
const page = {
  executions: [
    {
      id: 'onboard/o-17',
      runId: RUN,
      definition: 'onboard',
      status: 'running' as const,
      sagaState: 'parked' as const,
      failedStep: null,
      parkReason: 'why',
      startedAt: '2026-09-01T10:00:00.000Z',
      finishedAt: null,
    },
  ],
  cursor: null,
};
const server = {
  name: 's',
  state: 'unavailable' as const,
  era: null,
  tools: [{ name: 't', description: null }],
  message: 'no',
};

async function serveAll() {
  const facade = { handle: () => Promise.resolve(), close: () => Promise.resolve() };
  return await serve(
    {
      definitions: () => [definition],
      definition: () => detail,
      list: () => Promise.resolve(page),
      get: () => Promise.resolve(viewOf()),
      servers: () => Promise.resolve([server]),
    },
    { facade },
  );
}

describe('the OpenAPI document', () => {
  it('has every route that is served, and no other', async () => {
    const { url, server: http } = await serveAll();
    const { body } = await ask(`${url}/openapi.json`);
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served: string[] = [];
    for (const path of pathsOf(http.app.printRoutes({ commonPrefix: false }))) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await ask(`${url}${path.replaceAll(/:\w+/g, 'x')}`, { method });
        if (status !== 405) served.push(`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
      }
    }
    expect(documented.sort()).toEqual(served.sort());
  });

  it('is OpenAPI 3.1 with an id, problems and a request id for every operation', async () => {
    const { url } = await serveAll();
    const { body } = await ask(`${url}/openapi.json`);
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'Sagaflow', version: '1.2.3' } });
    const operations = Object.values(body.paths as Record<string, Record<string, Operation>>).flatMap((path) =>
      Object.values(path),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { responses } of operations) {
      for (const [status, { content, headers }] of Object.entries(responses)) {
        const isProblem = Number(status) >= 400 && content['application/json'] === undefined;
        if (isProblem)
          expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });
        expect(headers).toHaveProperty('X-Request-Id');
        if (status === '503') expect(headers).toHaveProperty('Retry-After');
      }
    }
    expect(body.paths['/v1/definitions/{name}/executions'].post.parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'idempotency-key', required: false }),
    );
    expect(body.paths['/v1/executions/{id}/signals/{name}'].post.requestBody.required).toBe(false);
  });

  it('forbids unknown members in bodies, and allows new ones in answers', async () => {
    const { url } = await serveAll();
    const { body } = await ask(`${url}/openapi.json`);
    const start = body.paths['/v1/definitions/{name}/executions'].post;
    expect(start.requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect(JSON.stringify(body.components.schemas)).not.toContain('"additionalProperties":false');
  });

  it.each([
    ['/v1/definitions', '/v1/definitions'],
    ['/v1/definitions/{name}', '/v1/definitions/onboard'],
    ['/v1/executions', '/v1/executions'],
    ['/v1/executions/{id}', '/v1/executions/onboard%2Fo-17'],
    ['/v1/servers', '/v1/servers'],
    ['/healthz', '/healthz'],
  ])('is true of the answer of GET %s', async (path, asked) => {
    const { url } = await serveAll();
    const { body: document } = await ask(`${url}/openapi.json`);
    const { status, body } = await ask(`${url}${asked}`);
    expect(status).toBe(200);
    const schema = {
      ...document.paths[path].get.responses['200'].content['application/json'].schema,
      components: document.components,
    } as Schema;
    expect(new Validator(schema, '2020-12', false).validate(body).errors).toEqual([]);
  });

  it('describes all that operations give', () => {
    expect(definitionSummary.strict().parse(definition)).toEqual(definition);
    expect(definitionDetail.strict().parse(detail)).toEqual(detail);
    expect(listPage.strict().parse(page)).toEqual(page);
    expect(serverStatus.strict().parse(server)).toEqual(server);
  });

  it('has a page that loads its own parts under its policy', async () => {
    const { url } = await serveAll();
    const response = await fetch(`${url}/docs/`);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const parts = [...html.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(([, part]) => part ?? '');
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect((await ask(`${url}/docs/${part.replace('./', '')}`)).status, part).toBe(200);
    expect(html).not.toMatch(/<script>[^<]/);
  });
});

interface Operation {
  operationId: string;
  responses: Record<string, { content: Record<string, unknown>; headers: object }>;
}

/** The paths in the framework's own list, a tree of `└── /v1/servers (GET, HEAD)`, but for those that need no description. */
function pathsOf(tree: string): string[] {
  const above: string[] = [];
  const paths = tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods] = /^(.*?)[└├]── (\S+)(?: \((.*)\))?/.exec(line) ?? [];
    const depth = indent.length / 4;
    above.splice(depth, Infinity, segment);
    return methods === undefined ? [] : [above.join('')];
  });
  return [...new Set(paths)].filter((path) => path !== '' && !UNDOCUMENTED.some((pattern) => pattern.test(path)));
}
