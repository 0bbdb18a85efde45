import { join } from 'node:path';
import { startModernSample } from './start-modern-sample.ts';

const { url } = await startModernSample({
  port: Number(process.argv[2] ?? process.env['PORT'] ?? 3071),
  host: process.env['SAGAFLOW_SAMPLES_HOST'],
  dir: process.env['SAGAFLOW_SAMPLES_DIR'] ?? join(process.cwd(), '.sagaflow', 'samples'),
  environment: process.env,
});
process.stdout.write(`export MARKETING_SERVER_URL=${url}\n`);
