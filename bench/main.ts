import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { TEMPORAL_VERSION } from '../cli/temporal/locate.ts';
import { FULL, QUICK } from './effort.ts';
import { measureAll } from './measure.ts';
import { renderReport, renderTables } from './report.ts';

// `npm run bench`: a table on the screen and in docs/benchmarks.md. Ends with 1 when a target is missed.
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const isQuick = values.quick;
Runtime.install({ logger: new DefaultLogger('WARN') });

const began = Date.now();
const rows = await measureAll(isQuick ? QUICK : FULL, (line) => process.stderr.write(`${line}\n`));

const date = new Date(began).toISOString().slice(0, 10);
const docs = new URL('../docs/', import.meta.url);
await mkdir(docs, { recursive: true });
await writeFile(new URL('benchmarks.md', docs), renderReport(rows, { date, versions: await readVersions(), isQuick }));
process.stdout.write(`${renderTables(rows).join('\n')}\n`);
process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s; written to docs/benchmarks.md\n`);
if (rows.some((row) => !row.isMet)) process.exitCode = 1;

async function readVersions(): Promise<Record<string, string>> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version, dependencies } = JSON.parse(text) as { version: string; dependencies: Record<string, string> };
  return {
    Sagaflow: version,
    Node: process.versions.node,
    'Temporal server': TEMPORAL_VERSION,
    'Temporal SDK': dependencies['@temporalio/worker'] ?? '',
    'MCP client': dependencies['@modelcontextprotocol/client'] ?? '',
  };
}
