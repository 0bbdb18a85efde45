import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { dataConverter } from '../workflows/data-converter.ts';

// Run by `npm run build` from dist: workers then start without bundling, and all run the same code.
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath: at('../workflows/index.js'),
  payloadConverterPath: dataConverter.payloadConverterPath,
  // Loaded once a worker thread instead of once an execution, and then fast from an execution's first step on: no module here keeps a
  // state of its own, and the SDK freezes what they export.
  preloadModules: [at('../workflows/index.js'), at('../workflows/payload-converter.js')],
  // Lines are enough in a stack trace; the SDK looks a position up for every promise that a workflow makes.
  webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-cheap-source-map' }),
});
await writeFile(at('../workflow-bundle.js'), code);
