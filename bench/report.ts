import { arch, availableParallelism, platform, totalmem } from 'node:os';
import type { ComparedRow, DoorRow, Row, SingleRow } from './rows.ts';

/** What the figures were taken with. */
export interface Setting {
  /** ISO date. */
  date: string;
  versions: Record<string, string>;
  isQuick: boolean;
}

/** `docs/benchmarks.md`. */
export function renderReport(rows: Row[], { date, versions, isQuick }: Setting): string {
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\`${isQuick ? ' with `--quick`: fewer repetitions' : ''} on ${date}.`,
    `Machine: ${platform()} ${arch()}, ${availableParallelism()} cores, ${gigabytes} GB of memory. ${listed.join(', ')}.`,
    '',
    ...EXECUTIONS_TEXT,
    '',
    ...executionTables(rows, undefined),
    '',
    '## Wire',
    '',
    ...WIRE_TEXT,
    '',
    ...executionTables(rows, 'wire'),
    '',
    '## Doors',
    '',
    ...DOORS_TEXT,
    '',
    ...doorTable(rows),
    '',
    '## Run it',
    '',
    '```sh',
    'npm run bench                        # writes this file; ends with 1 when a target is missed',
    'npm run bench -- --quick             # fewer repetitions',
    'npm run bench -- --only doors        # a part alone, on the screen only; the others: --only executions, --only wire',
    '```',
    '',
    'Run it on a quiet machine: other work there changes the milliseconds, and widens the spread of the ratios.',
    '',
  ].join('\n');
}

const EXECUTIONS_TEXT = [
  'A definition runs against a workflow written by hand in TypeScript (`bench/hand-written.ts`): the same activity, the same no-op tool',
  "server in the worker's process (a real MCP `tools/call`, without a wire), the same in-memory Temporal dev server, the same run. Both are",
  "measured in turns. The figures are medians; the ratio is the median of the pairs' ratios, with the lowest and the highest.",
  'Workers are warm (500 steps a side), and time passes before each measurement: 50 ms before one execution, two seconds before many.',
];

const WIRE_TEXT = [
  'A definition runs against what a team would write that has no Sagaflow at all (`bench/wire/own-workflow.ts`): a workflow whose only activity',
  "is a bare `callTool` of the MCP SDK on the SDK's own transport, with Temporal's own payloads. Both call the same no-op server over HTTP, of",
  'the modern era, in a process of its own. CPU is that of the process that calls, one call after the other; the server is another process.',
];

const DOORS_TEXT = [
  'The built API (`sagaflow api`, with API keys, without a rate limit, logging warnings only) is a process of its own, and the benchmark',
  "asks it over HTTP. The bare client is Temporal's own in the benchmark's process, and sends type, id, task queue and business input,",
  "nothing else. The client with REST's request sends what the API sends: plan, memo and search attributes too, which Temporal keeps for",
  "every execution. No worker polls, so only starts are measured, in turns on one in-memory Temporal dev server, in the same run. The tool's",
  'call by the facade (the request that a client of the modern era sends) and the REST start with `wait` run the same definition, whose',
  'only step is skipped, to its end on the same worker. The stub (`bench/doors/stub-temporal.ts`) stands in place of Temporal: it answers',
  'every start at once and keeps nothing.',
  '',
  "Figures are medians. The comparison is the median of the rounds' differences or ratios, with the lowest and the highest; one at a time, a",
  "round is the median of ten requests. Benchmark, API, Temporal and worker share the machine's cores.",
];

/** The tables that have rows, as lines of Markdown. */
export function renderTables(rows: Row[]): string[] {
  const tables = [executionTables(rows, undefined), executionTables(rows, 'wire'), doorTable(rows)].filter(
    (lines) => lines.length > 0,
  );
  return tables.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function executionTables(all: Row[], section: Row['section']): string[] {
  const rows = all.filter((row) => row.section === section);
  const pairs = rows.filter((row): row is ComparedRow => row.kind === 'compared');
  const singles = rows.filter((row): row is SingleRow => row.kind === 'single');
  const first = table(
    ['', 'definition', 'hand-written', 'ratio', 'target', 'met'],
    pairs.map((row) => [row.what, row.definition, row.handWritten, row.ratio, row.target, yesNo(row)]),
  );
  const second = table(
    ['', 'figure', 'target', 'met'],
    singles.map((row) => [row.what, row.figure, row.target, yesNo(row)]),
  );
  return first.length > 0 && second.length > 0 ? [...first, '', ...second] : [...first, ...second];
}

function doorTable(rows: Row[]): string[] {
  const doors = rows.filter((row): row is DoorRow => row.kind === 'door');
  return table(
    ['', 'figure', 'compared with', 'comparison', 'target', 'met'],
    doors.map((row) => [row.what, row.figure, row.comparedWith, row.comparison, row.target, yesNo(row)]),
  );
}

/** No lines when there is nothing to show. */
function table(head: string[], body: string[][]): string[] {
  if (body.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...body].map((cells) => (cells[column] ?? title).length)),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

/** Empty where there is no target. */
function yesNo({ target, isMet }: Row): string {
  if (target === '') return '';
  return isMet ? 'yes' : 'no';
}
