import { arch, availableParallelism, platform, totalmem } from 'node:os';
import type { ComparedRow, Row, SingleRow } from './rows.ts';

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
    'A definition runs against a workflow written by hand in TypeScript (`bench/hand-written.ts`): the same activity, the same no-op tool',
    "server in the worker's process (a real MCP `tools/call`, without a wire), the same in-memory Temporal dev server, the same run. Both are",
    "measured in turns. The figures are medians; the ratio is the median of the pairs' ratios, with the lowest and the highest.",
    '',
    ...renderTables(rows),
    '',
    '## Run it',
    '',
    '```',
    'npm run bench              # writes this file; ends with 1 when a target is missed',
    'npm run bench -- --quick   # fewer repetitions',
    '```',
    '',
    'Run it on a quiet machine: other work there changes the milliseconds, and widens the spread of the ratios.',
    '',
  ].join('\n');
}

/** The two tables alone, as lines of Markdown. */
export function renderTables(rows: Row[]): string[] {
  const pairs = rows.filter((row): row is ComparedRow => row.kind === 'compared');
  const singles = rows.filter((row): row is SingleRow => row.kind === 'single');
  return [
    ...table(
      ['', 'definition', 'hand-written', 'ratio', 'target', 'met'],
      pairs.map((row) => [row.what, row.definition, row.handWritten, row.ratio, row.target, yesNo(row.isMet)]),
    ),
    '',
    ...table(
      ['', 'figure', 'target', 'met'],
      singles.map((row) => [row.what, row.figure, row.target, row.target === '' ? '' : yesNo(row.isMet)]),
    ),
  ];
}

function table(head: string[], body: string[][]): string[] {
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...body].map((cells) => (cells[column] ?? title).length)),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

function yesNo(isMet: boolean): string {
  return isMet ? 'yes' : 'no';
}
