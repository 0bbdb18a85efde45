import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkResent } from '../../deploy/cluster/checks/check-resent.ts';
import { checkSamples } from '../../deploy/cluster/checks/check-samples.ts';
import { orders } from '../../deploy/cluster/load/orders.ts';
import { readOptions } from '../../deploy/cluster/options.ts';

const START = orders(5);
const acknowledged = START.map((start) => ({ start, id: `order_processing_saga/${start.id ?? ''}`, runId: 'r' }));

interface Line {
  id: string;
  key: string;
  change: 1 | -1;
}

/** A journal as the sample servers write it. */
function folderWith(lines: readonly Line[], attempt = 1): { folder: string; samplesDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sagaflow-cluster-test-'));
  const samplesDir = join(folder, 'samples');
  mkdirSync(samplesDir);
  const text = lines.flatMap(({ id, key, change }) => {
    const common = { key, execution: { id, attempt } };
    return [
      { ...common, event: 'received' },
      { ...common, event: change === 1 ? 'applied' : 'tombstoned', effect: { ref: key, change } },
    ];
  });
  writeFileSync(join(samplesDir, 'a.jsonl'), text.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(join(folder, 'ledger.jsonl'), '');
  return { folder, samplesDir };
}

/** Four effects of each order that completes, and one that is undone of the others. */
const balanced: Line[] = acknowledged.flatMap(({ id, start }) =>
  start.ends === 'completed'
    ? [1, 2, 3, 4].map((step) => ({ id, key: `${id} ${String(step)}`, change: 1 as const }))
    : [
        { id, key: `${id} 1`, change: 1 as const },
        { id, key: `${id} 1 undo`, change: -1 as const },
      ],
);

const wrongIn = async (lines: readonly Line[]): Promise<string[]> => {
  const checks = await checkSamples({ samplesDir: folderWith(lines).samplesDir }, acknowledged);
  return checks.flatMap(({ wrong }) => wrong);
};

it('takes books that balance', async () => {
  expect(await wrongIn(balanced)).toEqual([]);
});

it('sees an effect that is missing, one that was left behind, and one that came twice', async () => {
  expect(await wrongIn(balanced.slice(1))).toEqual(['order_processing_saga/o-1: 3 effects are in force instead of 4']);
  expect(await wrongIn(balanced.filter(({ change }) => change === 1))).toEqual([
    'order_processing_saga/o-4: 1 effects are in force instead of 0',
    'order_processing_saga/o-5: 1 effects are in force instead of 0',
  ]);
  const [first] = balanced;
  expect(await wrongIn([...balanced, ...(first === undefined ? [] : [first])])).toEqual([
    'order_processing_saga/o-1 1 was applied 2 times',
    'order_processing_saga/o-1: 5 effects are in force instead of 4',
  ]);
});

it('counts the calls that were sent again', async () => {
  expect((await checkResent(folderWith(balanced))).checked).toBe(0);
  expect((await checkResent(folderWith(balanced, 2))).checked).toBe(balanced.length);
});

it('refuses a number that is none', () => {
  expect(readOptions(['--keys', '7'])).toMatchObject({ executions: 300, requests: 1000, keys: 7, out: null });
  expect(() => readOptions(['--keys', 'many'])).toThrow('--keys is to be a whole number above 0, not "many".');
});
