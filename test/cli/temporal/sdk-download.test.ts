import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { downloadWithSdk } from '../../../cli/temporal/sdk-download.ts';
import { temporaryFolder } from './programs.ts';

/** Runs the download against a module that stands in for the SDK: its `createLocal` has the given body. */
async function download(createLocal: string) {
  const folder = await temporaryFolder();
  const sdk = join(folder, 'sdk.cjs');
  await writeFile(
    sdk,
    `exports.TestWorkflowEnvironment = { async createLocal({ server: { executable } }) {
       const { downloadDir, version } = executable; ${createLocal} } };`,
  );
  const options = { environment: {}, moduleDir: folder, target: join(folder, 'temporal'), version: '9.9.9' };
  const refusal = await downloadWithSdk({ ...options, say: () => undefined, sdk, patienceMs: 1_500 });
  return { refusal, folder, files: (await readdir(folder)).filter((name) => name !== 'sdk.cjs') };
}

it('keeps the program that the SDK downloaded', async () => {
  const { refusal, folder, files } = await download(
    `require('node:fs').writeFileSync(downloadDir + '/temporal-sdk', version, { mode: 0o755 });
     return { teardown: async () => {} };`,
  );
  expect(refusal).toBeUndefined();
  expect(files).toEqual(['temporal.partial']);
  expect(await readFile(join(folder, 'temporal.partial'), 'utf8')).toBe('v9.9.9');
});

it('goes on with the reason when the SDK cannot download', async () => {
  const { refusal, files } = await download(`throw new Error('dns error: no such host\\nsecond line');`);
  expect(refusal).toBe('it cannot be downloaded (dns error: no such host)');
  expect(files).toEqual([]);
});

it('gives up a download that does not arrive', async () => {
  const { refusal, files } = await download(`return new Promise((resolve) => setTimeout(resolve, 60_000));`);
  expect(refusal).toBe('its download does not arrive');
  expect(files).toEqual([]);
});
