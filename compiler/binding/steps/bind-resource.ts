import type { JsonSchema } from '../../../plan/json.ts';
import { withNull } from '../../schemas/types.ts';
import { reportUnknownServer } from '../reports/unknown-server.ts';
import type { Context } from '../context.ts';
import { bindFallback, fallbackSchema } from './bind-fallback.ts';
import { schemaOf } from '../templates/expression-schema.ts';
import type { StepNode } from '../model.ts';
import { readUse, visibility } from '../templates/read-template.ts';
import { knownServers } from '../names/resolve-tool.ts';
import { resolveScheme } from '../names/resolve-scheme.ts';
import { scopeOf } from '../templates/scope.ts';
import { compare } from '../../schemas/compatibility.ts';

/** `resource:` — finds the server by name or scheme and reads URI, projection and fallback. */
export function bindResource(context: Context, step: StepNode): void {
  const { syntax } = step;
  if (syntax.resource === undefined || syntax.tools !== undefined) return;
  const path = [...step.path, 'resource'];
  step.uses.set('resource', readUse(context, syntax.resource, path, visibility(step), 'text'));
  step.server = serverOf(context, step, syntax.resource);
  step.output = RESOURCE;
  if (syntax.output !== undefined) {
    const sees = visibility(step, { extra: () => ({ output: RESOURCE }) });
    const use = readUse(context, syntax.output, [...step.path, 'output'], sees);
    step.uses.set('output', use);
    step.output = schemaOf(use.template, scopeOf(context, sees));
  }
  bindFallback(context, step, undefined);
  if (step.fallback === null || step.output === undefined) return;
  const other = fallbackSchema(context, step.fallback);
  if (other === undefined || compare(other, step.output) !== 'compatible') step.output = undefined;
}

/** One content as `{uri, mimeType, text, json}`, several as `{contents}`. */
const RESOURCE: JsonSchema = {
  type: 'object',
  properties: {
    uri: { type: 'string' },
    mimeType: withNull({ type: 'string' }),
    text: withNull({ type: 'string' }),
    json: {},
    contents: { type: 'array', items: { type: 'object' } },
  },
  required: ['mimeType', 'text', 'json'],
  additionalProperties: false,
};

function serverOf(context: Context, step: StepNode, uri: string): string | null {
  const { mcp_server: server } = step.syntax;
  if (server === undefined) return resolveScheme(context, step, uri);
  const known = knownServers(context);
  if (known !== null && !known.includes(server)) {
    reportUnknownServer(context, server, known, [...step.path, 'mcp_server']);
  }
  return server;
}
