import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createDataConverter } from '../workflows/data-converter.ts';
import { bundleWorkflows } from './bundle-workflows.ts';

// Run by `npm run build` from dist: workers then start without bundling, and all run the same code.
await writeFile(
  fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)),
  await bundleWorkflows(createDataConverter()),
);
