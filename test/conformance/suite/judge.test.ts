import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { readChecks } from './read-checks.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagaflow-judge-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the judgement of a run of the conformance suite', () => {
  it('counts scenarios and checks, without those that were skipped or only tell something', async () => {
    await results('tools-list', [check('a', 'SUCCESS'), check('b', 'INFO'), check('c', 'SKIPPED')]);
    await results('ping', [check('d', 'SUCCESS'), check('e', 'WARNING', 'so so')]);
    const tally = await readChecks(folder);
    expect(tally).toEqual({ scenarios: 2, clean: 1, checks: 3, failed: [{ name: 'ping:e', why: 'so so' }] });
  });

  it('names what fails unexpectedly and what is expected to fail in vain', async () => {
    const list = await expected(['ping:known', 'ping:mended']);
    const failed = [
      { name: 'ping:known', why: 'known' },
      { name: 'ping:new', why: 'broken' },
    ];
    expect(await judge(list, failed)).toEqual([
      'ping:new fails: broken',
      'ping:mended is expected to fail, and does not',
    ]);
  });

  it('takes no whole scenarios as expected to fail', async () => {
    await expect(judge(await expected(['ping']), [])).rejects.toThrow();
  });
});

async function results(scenario: string, checks: object[]): Promise<void> {
  const place = join(folder, `server-${scenario}-2026-11-21T20-25-51-464Z`);
  await mkdir(place);
  await writeFile(join(place, 'checks.json'), JSON.stringify(checks));
}

function check(id: string, status: string, errorMessage?: string): object {
  return { id, status, errorMessage };
}

async function expected(names: string[]): Promise<string> {
  const file = join(folder, 'expected.yaml');
  await writeFile(file, `server:\n${names.map((name) => `  - ${name}\n`).join('')}`);
  return file;
}
