import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { TEMPORAL_VERSION } from '../cli/temporal/locate.ts';
import { FULL, QUICK } from './effort.ts';
import { measureAll, PARTS } from './measure.ts';
import { renderReport, renderTables } from './report.ts';

// `npm run bench`: tables on the screen and in docs/benchmarks.md. Ends with 1 when a target is missed. With `--only` one part alone,
// which is not written: the file has all of them from one run.
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick: isQuick, only } = values;
const parts = PARTS.filter((part) => only === undefined || part === only);
if (parts.length === 0) {
  process.stderr.write(`--only is ${PARTS.join(' or ')}, not "${String(only)}".\n`);
  process.exit(2);
}
Runtime.install({ logger: new DefaultLogger('WARN') });

const began = Date.now();
const rows = await measureAll(parts, isQuick ? QUICK : FULL, (line) => process.stderr.write(`${line}\n`));
const written = only === undefined ? 'written to docs/benchmarks.md' : 'not written: it is a part only';

if (only === undefined) await writeReport();
process.stdout.write(`${renderTables(rows).join('\n')}\n`);
process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s; ${written}\n`);
if (rows.some((row) => !row.isMet)) process.exitCode = 1;

async function writeReport(): Promise<void> {
  const date = new Date(began).toISOString().slice(0, 10);
  const docs = new URL('../docs/', import.meta.url);
  await mkdir(docs, { recursive: true });
  await writeFile(
    new URL('benchmarks.md', docs),
    renderReport(rows, { date, versions: await readVersions(), isQuick }),
  );
}

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
