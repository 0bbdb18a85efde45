import { Validator } from '@cfworker/json-schema';
import type { Schema } from '@cfworker/json-schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { decisionBody } from '../../api/rest/schemas/tell.ts';
import { OPERATOR_SIGNALS } from '../../plan/messages.ts';
import { ask, serve } from '../api/http/serve.ts';
import { namedCommands } from './named-commands.ts';
import { PAGES, placeOf } from './pages.ts';

const named = namedCommands();
const curls = named.filter(({ words }) => words[0] === 'curl');

interface Route {
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
}

interface Document {
  paths: Record<string, Record<string, Route>>;
  components: object;
}

let document: Document;

/** Served, but no part of the document. */
const UNDOCUMENTED = ['POST /mcp', 'GET /metrics', 'GET /openapi.json', 'GET /docs'];

describe('requests in the documentation', () => {
  beforeAll(async () => {
    const { url } = await serve({});
    document = (await ask(`${url}/openapi.json`)).body as Document;
  });

  it('by curl are ones that REST takes', () => {
    expect(curls.length).toBeGreaterThan(8);
    expect(curls.flatMap((curl) => problemsOf(curl.words).map((text) => `${placeOf(curl)}: ${text}`))).toEqual([]);
  });

  it('in prose and tables name routes that are there', () => {
    const routes = PAGES.flatMap(({ codes }) => codes).filter(({ text }) => /^(GET|POST|PUT|DELETE) \//.test(text));
    expect(routes.length).toBeGreaterThan(5);
    const missing = routes.filter(({ text }) => {
      const [method = '', path = ''] = text.split(' ');
      return document.paths[path]?.[method.toLowerCase()] === undefined && !UNDOCUMENTED.includes(text);
    });
    expect(missing.map((route) => `${placeOf(route)}: there is no ${route.text}`)).toEqual([]);
  });

  it('by the temporal command have verbs and members that executions know', () => {
    const told = named.filter(({ words }) => words[0] === 'temporal' && optionOf(words, '--name') !== undefined);
    expect(told.length).toBeGreaterThan(5);
    const known = [...Object.keys(decisionBody.shape), 'by'];
    const wrong = told.flatMap((command) => {
      const verb = optionOf(command.words, '--name') ?? '';
      const members = Object.keys(JSON.parse(optionOf(command.words, '--input') ?? '{}') as object);
      const unknown = members.filter((name) => !known.includes(name)).map((name) => `no verb takes "${name}"`);
      const verbs = OPERATOR_SIGNALS.some((name) => name === verb) ? [] : [`there is no verb "${verb}"`];
      return [...verbs, ...unknown].map((text) => `${placeOf(command)}: ${text}`);
    });
    expect(wrong).toEqual([]);
  });
});

function optionOf(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at === -1 ? undefined : words[at + 1];
}

function problemsOf(words: readonly string[]): string[] {
  const address = words.find((word) => /^(https?:\/\/)?(localhost|127\.0\.0\.1)[:/]/.test(word));
  if (address === undefined) return ['it asks nobody'];
  const url = new URL(address.startsWith('http') ? address : `http://${address}`);
  const body = optionOf(words, '-d');
  const method = optionOf(words, '-X') ?? (body === undefined ? 'GET' : 'POST');
  const route = routeOf(method, url.pathname);
  if (route === undefined) return [`there is no ${method} ${url.pathname}`];
  const queries = (route.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
  const unknown = [...url.searchParams.keys()].filter((name) => !queries.includes(name));
  return [...unknown.map((name) => `it takes no "?${name}="`), ...bodyProblems(route, body)];
}

function routeOf(method: string, pathname: string): Route | undefined {
  const paths = Object.keys(document.paths).filter((path) => {
    const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(pathname);
  });
  return paths.map((path) => document.paths[path]?.[method.toLowerCase()]).find((route) => route !== undefined);
}

/** Of a body that stands in the command; a file is not looked into. */
function bodyProblems(route: Route, body: string | undefined): string[] {
  if (body === undefined || body.startsWith('@')) return [];
  const schema = route.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return ['it takes no body'];
  const whole = { ...schema, components: document.components } as Schema;
  const { errors } = new Validator(whole, '2020-12', false).validate(JSON.parse(body));
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}
