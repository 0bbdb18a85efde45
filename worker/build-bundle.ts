import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { dataConverter } from '../workflows/data-converter.ts';

// Run by `npm run build` from dist: workers then start without bundling, and all run the same code.
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath: at('../workflows/index.js'),
  payloadConverterPath: dataConverter.payloadConverterPath,
});
await writeFile(at('../workflow-bundle.js'), code);
