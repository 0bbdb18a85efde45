import { ownProperty } from '../../../plan/json.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import type { Idempotency } from '../../../plan/plan.ts';
import type { CatalogTool } from '../../catalog.ts';
import type { PlatformServer } from '../../platform/platform.ts';
import type { PlatformTool } from '../../platform/tool-overrides.ts';
import { inlineRefs } from '../../schemas/inline-refs.ts';
import { withoutPatterns } from '../../schemas/without-patterns.ts';
import type { Context } from '../context.ts';
import type { ToolFacts } from '../model.ts';

/** Joins what the catalog and platform.yaml say of a tool. Annotations count for trusted servers only. */
export function toolFacts(context: Context, server: string, name: string): ToolFacts {
  const platformServer = own(context.platform?.servers, server);
  const override = own(platformServer?.tools, name);
  const tool = own(own(context.catalog?.servers, server)?.tools, name);
  const declared = override?.outputSchema ?? tool?.outputSchema ?? null;
  return {
    server,
    name,
    inputSchema: tool === undefined ? null : inputSchemaOf(tool, platformServer),
    outputSchema: declared,
    result: declared !== null ? inlineRefs(declared) : tool === undefined ? undefined : UNDECLARED_RESULT,
    effect: hasEffect(tool, platformServer, override),
    idempotency: idempotencyOf(tool, platformServer, override),
    atomicErrors: override?.atomicErrors ?? platformServer?.atomicErrors ?? false,
    lateCallsRefused: platformServer?.lateCallsRefused ?? false,
    timeoutMs: override?.timeoutMs ?? platformServer?.timeoutMs ?? null,
    schemaHash: tool?.schemaHash ?? null,
  };
}

function inputSchemaOf(tool: CatalogTool, server: PlatformServer | undefined): JsonSchema {
  const schema = inlineRefs(tool.inputSchema);
  return server?.trusted === true ? schema : withoutPatterns(schema);
}

/** A tool that cannot be found: nothing is known, the worst is assumed. */
export function unknownTool(server: string, name: string): ToolFacts {
  return {
    server,
    name,
    inputSchema: null,
    outputSchema: null,
    result: undefined,
    effect: true,
    idempotency: NO_IDEMPOTENCY,
    atomicErrors: false,
    lateCallsRefused: false,
    timeoutMs: null,
    schemaHash: null,
  };
}

const NO_IDEMPOTENCY: Idempotency = { kind: 'none', argument: null, retentionMs: null };

/** LANGUAGE "Binding": the output of a tool that declares none. Its properties are never bound by name. */
const UNDECLARED_RESULT: JsonSchema = {
  type: 'object',
  properties: { text: { type: 'string' }, json: {}, content: { type: 'array', items: { type: 'object' } } },
  required: ['text', 'json', 'content'],
  additionalProperties: false,
};

/** Own properties only: names come from YAML. */
export function own<Value>(record: Record<string, Value> | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function hasEffect(
  tool: CatalogTool | undefined,
  server: PlatformServer | undefined,
  override: PlatformTool | undefined,
) {
  if (override?.effect === 'none') return false;
  return !(server?.trusted === true && tool?.annotations?.readOnlyHint === true);
}

function idempotencyOf(
  tool: CatalogTool | undefined,
  server: PlatformServer | undefined,
  override: PlatformTool | undefined,
): Idempotency {
  const declared = override?.idempotency ?? serverIdempotency(tool, server);
  if (declared !== null) return declared;
  const hinted = server?.trusted === true && tool?.annotations?.idempotentHint === true;
  return hinted ? { kind: 'natural', argument: null, retentionMs: null } : NO_IDEMPOTENCY;
}

/** `idempotency: {argument}` of a server holds only for those of its tools that have that argument. */
function serverIdempotency(tool: CatalogTool | undefined, server: PlatformServer | undefined): Idempotency | null {
  const declared = server?.idempotency ?? null;
  if (declared?.kind !== 'argument' || declared.argument === null || tool === undefined) return declared;
  const properties = ownProperty(tool.inputSchema, 'properties');
  const has = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, declared.argument);
  return has ? declared : null;
}
