import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { onTestFinished } from 'vitest';
import type { JournalLine } from '../../samples/kit/journal.ts';

export interface SampleClient {
  client: Client;
  pid: number;
  call: (tool: string, args: Record<string, unknown>, keys?: Keys) => Promise<CallToolResult>;
}

interface Keys {
  key?: string;
  compensates?: string;
}

/** A journal folder of its own for one test. */
export function freshDir(): string {
  return mkdtempSync(join(tmpdir(), 'sagaflow-samples-'));
}

/** Starts `samples/<name>.ts` as a client of MCP would: a child process, spoken to over its stdin and stdout. */
export async function startSample(
  name: string,
  dir: string,
  environment: Record<string, string> = {},
): Promise<SampleClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL(`../../samples/${name}.ts`, import.meta.url))],
    env: { ...getDefaultEnvironment(), SAGAFLOW_SAMPLES_DIR: dir, ...environment },
  });
  const client = new Client({ name: 'sample-test', version: '1.0.0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return { client, pid: transport.pid ?? 0, call: (tool, args, keys) => callTool(client, tool, args, keys) };
}

async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown>,
  keys: Keys = {},
): Promise<CallToolResult> {
  const _meta = {
    ...(keys.key === undefined ? {} : { 'io.sagaflow/idempotency-key': keys.key }),
    ...(keys.compensates === undefined ? {} : { 'io.sagaflow/compensates': keys.compensates }),
  };
  return (await client.callTool({ name, arguments: args, _meta })) as CallToolResult;
}

export function readJournal(dir: string, server: string): JournalLine[] {
  const path = join(dir, `${server}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JournalLine);
}

/** What is left of all effects in a journal: 0 when everything that was done was undone. */
export function netEffect(lines: JournalLine[]): number {
  return lines.reduce((sum, { effect }) => sum + (effect?.change ?? 0), 0);
}

export function textOf(result: CallToolResult): string {
  return result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}
