import type { Catalog } from '../compiler/catalog.ts';
import { compile } from '../compiler/compile.ts';
import type { Platform } from '../compiler/platform/platform.ts';
import { readPlatform } from '../compiler/platform/read-platform.ts';
import type { Federation } from '../federation/contract.ts';
import type { Plan } from '../plan/plan.ts';
import { NOOP_SERVER, NOOP_TOOL } from './noop-server.ts';

/** What the compiler knows of the no-op server. */
export interface Ground {
  catalog: Catalog;
  platform: Platform | null;
}

export interface CompiledPlan {
  plan: Plan;
  hash: string;
}

export const PLATFORM_YAML = `mcpServers:
  ${NOOP_SERVER}:
    command: node
    trusted: true
    idempotency: meta
    atomic_errors: true
`;

/** The catalog as the compiler reads it, from what the server lists. */
export async function readGround(federation: Federation): Promise<Ground> {
  const listed = await federation.catalog(NOOP_SERVER);
  if (!listed.ok) throw new Error('The no-op server does not list its tools.');
  const tools = Object.fromEntries(listed.catalog.tools.map(({ title: _title, name, ...tool }) => [name, tool]));
  const { platform } = readPlatform(PLATFORM_YAML, 'platform.yaml');
  return { catalog: { servers: { [NOOP_SERVER]: { tools } } }, platform };
}

/** The YAML of so many steps, one after the other; the last output is the execution's. */
export function definitionOf(name: string, steps: number, waits = false): string {
  const written = Array.from({ length: steps }, (_, index) => stepOf(index));
  const wait = waits ? ['    - name: hold', `      wait_for: { signal: ${GO_SIGNAL} }`] : [];
  return [
    'workflow_definition:',
    `  name: ${name}`,
    '  input:',
    '    type: object',
    '    required: [value]',
    '    properties: { value: { type: string } }',
    '  steps:',
    ...written,
    ...wait,
    '  output:',
    `    value: \${{ steps.step_${steps - 1}.output.value }}`,
    '',
  ].join('\n');
}

export const GO_SIGNAL = 'go';

export function compileOrThrow(text: string, ground: Ground): CompiledPlan {
  const result = compile(text, ground);
  if (result.ok) return { plan: result.plan, hash: result.planHash };
  throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
}

function stepOf(index: number): string {
  return [
    `    - name: step_${index}`,
    `      mcp_server: ${NOOP_SERVER}`,
    `      action: ${NOOP_TOOL}`,
    '      arguments: { value: "${{ input.value }}" }',
  ].join('\n');
}
