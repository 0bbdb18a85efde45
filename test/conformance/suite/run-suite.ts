import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Ground } from '../ground.ts';
import { runCommand } from '../tools/run-command.ts';
import { startPack } from '../world/pack.ts';
import type { Dev } from '../world/start-dev.ts';
import { judge } from './judge.ts';
import { readChecks } from './read-checks.ts';
import { REVISIONS } from './revisions.ts';
import type { Revision } from './revisions.ts';

/**
 * The official conformance suite against the facade, on the pack's definitions, Temporal and a real MCP server. It cannot send a
 * credential, so identity is off, as it may be on loopback.
 */
export async function runSuite(ground: Ground): Promise<Finding[]> {
  const { out } = ground;
  const dev = await startPack({ ...ground, folder: join(out, 'pack'), logFile: join(out, 'pack-dev.log') });
  try {
    const findings: Finding[] = [];
    for (const revision of REVISIONS) findings.push(await runRevision(ground, dev, revision));
    return findings;
  } finally {
    await dev.stop();
  }
}

async function runRevision(ground: Ground, dev: Dev, revision: Revision): Promise<Finding> {
  const { tools, out, environment, say, options } = ground;
  say(`Conformance suite, ${revision}, against ${dev.mcp} …`);
  const results = join(out, `suite-${revision}`);
  await mkdir(results, { recursive: true });
  const expected = join(import.meta.dirname, '..', `expected-failures-${revision}.yaml`);
  const selection =
    options.scenario === null
      ? ['--requirements', revision, '--expected-failures', expected]
      : ['--scenario', options.scenario, '--spec-version', revision];
  const ran = await runCommand(
    tools.node,
    [tools.suite, 'server', '--url', dev.mcp, ...selection, '--output-dir', results],
    { cwd: out, environment, logFile: join(out, `suite-${revision}.log`), timeoutMs: LONGEST_MS },
  );
  const { scenarios, clean, checks, failed } = await readChecks(results);
  const wrong =
    options.scenario === null ? await judge(expected, failed) : failed.map(({ name, why }) => `${name}: ${why}`);
  if (ran.code !== 0 && wrong.length === 0) wrong.push(`The suite ended with ${String(ran.code)}`);
  const passed = `${String(clean)} of ${String(scenarios)} scenarios, ${String(checks - failed.length)} of ${String(checks)} checks`;
  const claim = `${revision}: ${passed} pass${options.scenario === null ? ', and all others are expected to fail' : ''}`;
  return { part: 'suite', claim, count: checks, wrong };
}

const LONGEST_MS = 900_000;
