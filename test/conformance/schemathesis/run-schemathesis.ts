import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Finding } from '../finding.ts';
import type { Ground } from '../ground.ts';
import { runCommand } from '../tools/run-command.ts';
import { startShipped } from '../world/shipped.ts';
import { readAnswered } from './answered.ts';
import { configText } from './config.ts';
import { startExecutions } from './start-executions.ts';

/** Every check of schemathesis against the running API, with a key that may do everything, on Temporal and a worker. */
export async function runSchemathesis(ground: Ground): Promise<Finding[]> {
  const { tools, out, environment, say, options } = ground;
  const folder = join(out, 'schemathesis');
  const world = await startShipped({
    ...ground,
    folder,
    logFile: join(out, 'schemathesis-dev.log'),
    prepare: () => cp(DEFINITION, join(folder, 'definitions', 'waits_for_people.yaml')),
  });
  try {
    const executions = await startExecutions(world.url, world.starterKey);
    const config = { hooks: HOOKS, keyVariable: KEY_VARIABLE, definitions: world.definitions, executions };
    await writeFile(join(out, 'schemathesis.toml'), configText(config));
    say(`schemathesis: up to ${String(options.examples)} cases for each operation of ${world.url} …`);
    const report = join(out, 'schemathesis.json');
    const ran = await runCommand(tools.schemathesis, argumentsOf(ground, world.url, report), {
      cwd: out,
      environment: { ...environment, [KEY_VARIABLE]: world.apiKey },
      logFile: join(out, 'schemathesis.log'),
      timeoutMs: LONGEST_MS,
    });
    return [...findings(await readReport(report), ran.code), ...counted(await readAnswered(world.url, world.apiKey))];
  } finally {
    await world.stop();
  }
}

const DEFINITION = join(import.meta.dirname, 'waits_for_people.yaml');
const HOOKS = join(import.meta.dirname, 'hooks.py');
const KEY_VARIABLE = 'SCHEMATHESIS_API_KEY';
const LONGEST_MS = 3_600_000;
const LEAST_REQUESTS = 2_000;

function argumentsOf({ out, options }: Ground, url: string, report: string): string[] {
  return [
    '--config-file',
    join(out, 'schemathesis.toml'),
    'run',
    `${url}/openapi.json`,
    ...['--checks', 'all', '--seed', String(options.seed), '--max-examples', String(options.examples)],
    ...['--request-timeout', '75', '--continue-on-failure', '--report', 'json', '--report-json-path', report],
  ];
}

const reportSchema = z.looseObject({
  complete: z.boolean(),
  operations: z.looseObject({ total: z.number(), tested: z.number() }),
  test_cases: z.looseObject({ generated: z.number() }),
  failures: z.array(z.looseObject({ title: z.string(), count: z.number(), operations: z.array(z.string()) })),
  errors: z.array(z.looseObject({ title: z.string(), count: z.number() })),
});

type Report = z.infer<typeof reportSchema>;

async function readReport(file: string): Promise<Report> {
  return reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

function findings(report: Report, code: number | null): Finding[] {
  const { operations, test_cases: cases, failures, errors } = report;
  const wrong = [
    ...failures.map(({ title, count, operations: where }) => `${title} (${String(count)}): ${where.join(', ')}`),
    ...errors.map(({ title, count }) => `${title} (${String(count)})`),
    ...(code === 0 && report.complete ? [] : [`schemathesis ended with ${String(code)}`]),
  ];
  const claim = `${String(operations.tested)} of ${String(operations.total)} operations hold in every check`;
  return [{ part: 'schemathesis', claim, count: cases.generated, wrong }];
}

function counted({ requests, byStatus }: Awaited<ReturnType<typeof readAnswered>>): Finding[] {
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${String(count)}`);
  const broken = Object.entries(byStatus).filter(([status]) => status.startsWith('5') && status !== '503');
  const wrong = [
    ...broken.map(([status, count]) => `${String(count)} answers were ${status}`),
    ...(requests >= LEAST_REQUESTS ? [] : [`only ${String(requests)} requests`]),
  ];
  return [
    { part: 'schemathesis', claim: `requests, none of them 5xx (${statuses.join(', ')})`, count: requests, wrong },
  ];
}
