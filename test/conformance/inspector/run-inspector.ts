import { join } from 'node:path';
import { z } from 'zod';
import type { Finding } from '../finding.ts';
import type { Ground } from '../ground.ts';
import { GOOD_CARD, order } from '../orders.ts';
import type { Ran } from '../tools/run-command.ts';
import { runCommand } from '../tools/run-command.ts';
import { startShipped } from '../world/shipped.ts';
import type { ShippedWorld } from '../world/shipped.ts';

/** The MCP Inspector's command line against the repository's own definitions, in both eras, with an API key. */
export async function runInspector(ground: Ground): Promise<Finding[]> {
  const { out, say } = ground;
  const world = await startShipped({
    ...ground,
    folder: join(out, 'inspector'),
    logFile: join(out, 'inspector-dev.log'),
  });
  try {
    say(`MCP Inspector against ${world.mcp} …`);
    const findings: Finding[] = [];
    for (const era of ['modern', 'legacy'] as const) findings.push(...(await inspect(ground, world, era)));
    return findings;
  } finally {
    await world.stop();
  }
}

async function inspect(ground: Ground, world: ShippedWorld, era: 'modern' | 'legacy'): Promise<Finding[]> {
  const ask = (...args: string[]): Promise<Ran> =>
    runCommand(
      ground.tools.node,
      [
        ground.tools.inspector,
        ...['--cli', world.mcp, '--protocol-era', era, '--header', `Authorization: Bearer ${world.apiKey}`],
        ...['--format', 'json', ...args],
      ],
      {
        cwd: ground.out,
        // Its own files go where everything of this run goes.
        environment: { ...ground.environment, HOME: ground.out },
        logFile: join(ground.out, 'inspector.log'),
        timeoutMs: 60_000,
      },
    );
  const finding = (claim: string, { count, wrong }: Pick<Finding, 'count' | 'wrong'>): Finding => {
    return { part: 'inspector', claim: `${era}: ${claim}`, count, wrong };
  };
  const called = ['--tool-name', TOOL, '--tool-args-json', JSON.stringify(order(`inspected-${era}`, GOOD_CARD))];
  return [
    finding('tools/list gives every definition', judgeList(await ask('--method', 'tools/list'), world.definitions)),
    finding(
      'tools/list --strict finds no error in a schema',
      judgeStrict(await ask('--strict', '--method', 'tools/list')),
    ),
    finding(`tools/call of ${TOOL} gives its output`, judgeCall(await ask('--method', 'tools/call', ...called))),
  ];
}

const TOOL = 'order_with_terms';

type Judged = Pick<Finding, 'count' | 'wrong'>;

const listSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
const callSchema = z.looseObject({
  isError: z.boolean().optional(),
  structuredContent: z.looseObject({ charge_id: z.string(), shipment_id: z.string() }),
});

function judgeList(ran: Ran, definitions: readonly string[]): Judged {
  const read = listSchema.safeParse(parsed(ran.stdout));
  if (ran.code !== 0 || !read.success) return { count: 0, wrong: [lastWords(ran)] };
  const names = new Set(read.data.tools.map(({ name }) => name));
  const missing = definitions.filter((name) => !names.has(name));
  return { count: names.size, wrong: missing.map((name) => `${name} is not listed`) };
}

/** It ends with 6 for an error in a schema; warnings are about clients that know less of JSON Schema. */
function judgeStrict(ran: Ran): Judged {
  const read = listSchema.safeParse(parsed(ran.stdout));
  if (ran.code !== 0 || !read.success) return { count: 0, wrong: [lastWords(ran)] };
  return { count: read.data.tools.length, wrong: [] };
}

function judgeCall(ran: Ran): Judged {
  const read = callSchema.safeParse(parsed(ran.stdout));
  if (ran.code === 0 && read.success && read.data.isError !== true) return { count: 1, wrong: [] };
  return { count: 1, wrong: [lastWords(ran)] };
}

/** With `--format json` the answer stands in an envelope, or is there as it is. */
function parsed(stdout: string): unknown {
  try {
    const value: unknown = JSON.parse(stdout);
    return typeof value === 'object' && value !== null && 'result' in value ? value.result : value;
  } catch {
    return undefined;
  }
}

function lastWords({ code, stdout, stderr }: Ran): string {
  return `ended with ${String(code)}: ${`${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' | ').slice(0, 300)}`;
}
