import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { dataConverter } from '../workflows/data-converter.ts';

// Run by `npm run build` from dist: workers then start without bundling, and all run the same code.
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath: at('../workflows/index.js'),
  payloadConverterPath: dataConverter.payloadConverterPath,
  // Pure code without state of its own is loaded once a worker thread instead of once an execution.
  preloadModules: [
    at('../workflows/interpreter/interpret.js'),
    at('../plan/misfits.js'),
    at('../plan/ownership.js'),
    at('../plan/view-reducer.js'),
    '@cfworker/json-schema',
  ],
  // Lines are enough in a stack trace; the SDK looks a position up for every promise that a workflow makes.
  webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-cheap-source-map' }),
});
await writeFile(at('../workflow-bundle.js'), code);
