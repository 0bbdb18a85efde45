import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { z } from 'zod';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { EVERYWHERE } from '../../rest/answers.ts';
import type { HttpApp } from '../app.ts';
import { BODY_OPTIONAL, finishDocument } from './document.ts';

/** Collects the schemas of every route that is added from now on. */
export async function documentRoutes(app: HttpApp, version: string): Promise<void> {
  const toJsonSchema = createJsonSchemaTransform({ skipList: [] });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Sagaflow', version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
      tags: TAGS,
      components: { securitySchemes: SECURITY_SCHEMES },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    transform: (route) => {
      const { url, schema } = toJsonSchema(route);
      return {
        url,
        schema: { ...withHeaders(schema, route.schema), [BODY_OPTIONAL]: mayBeMissing(route.schema.body) },
      };
    },
    transformObject: (route) => finishDocument(jsonSchemaTransformObject(route)),
  });
}

/** The page's own routes; browsers fetch them without credentials. */
export const PAGE_PATH = '/docs';

/** The document at `/openapi.json` and a page to read it at `/docs`. To be added after all documented routes. */
export async function addOpenApi(app: HttpApp): Promise<void> {
  let text: string | null = null;
  app.get('/openapi.json', {
    config: { isOpen: true },
    schema: { hide: true },
    handler: (_request, reply) => {
      text ??= stringifyJson(app.swagger());
      return reply.type('application/json').serializer(String).send(text);
    },
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith(PAGE_PATH)) route.config = { ...route.config, isOpen: true };
  });
  await app.register(swaggerUi, {
    routePrefix: PAGE_PATH,
    staticCSP: PAGE_POLICY,
    uiConfig: { docExpansion: 'list', deepLinking: false },
  });
}

const DESCRIPTION =
  'Start definitions, follow their executions, decide about those that wait. Answers may get new members: ignore what you do not know. Refusals are problem documents (RFC 9457); branch on `code`.';

const TAGS = [
  { name: 'Definitions', description: 'What can be started.' },
  { name: 'Executions', description: 'What was started.' },
  { name: 'Decisions', description: 'What people tell executions that wait.' },
  { name: 'Operation', description: 'For those who run Sagaflow.' },
  { name: 'Identity', description: 'Where credentials come from.' },
];

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a JWT of the configured issuer.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'An API key.' },
} as const;

/** The page brings its own scripts and asks this API only. */
const PAGE_POLICY = {
  'default-src': ["'none'"],
  'base-uri': ["'self'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'img-src': ["'self'", 'data:'],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
};

type Described = Record<string, { headers?: unknown } | undefined>;

/** The headers of answers, which the transformation leaves out. */
function withHeaders<Schema extends { response?: unknown }>(to: Schema, from: { response?: unknown }): Schema {
  const described = from.response as Described | undefined;
  const written = to.response as Described | undefined;
  if (described === undefined || written === undefined) return to;
  const response = Object.fromEntries(
    Object.entries(written).map(([status, answer]) => [
      status,
      { ...answer, headers: described[status]?.headers ?? EVERYWHERE },
    ]),
  );
  return { ...to, response };
}

function mayBeMissing(body: unknown): boolean {
  return body instanceof z.ZodType && body.safeParse(undefined).success;
}
