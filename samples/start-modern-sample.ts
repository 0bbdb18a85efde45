import type { RunningSample } from './kit/serve-http.ts';
import { serveHttp } from './kit/serve-http.ts';
import { marketing } from './marketing.ts';

/**
 * Starts the sample server that speaks the modern era over HTTP, in this process; the demo and the tests call it.
 * `port` 0 takes a free one; with a `host` it is reached from other machines by that name; `dir` is where its journal goes; the `url` belongs into MARKETING_SERVER_URL.
 */
export function startModernSample(options: {
  port: number;
  host?: string;
  dir: string;
  environment?: Record<string, string | undefined>;
}): Promise<RunningSample> {
  return serveHttp(marketing, { ...options, environment: options.environment ?? {} });
}
