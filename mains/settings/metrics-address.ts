import type { Context } from '../context.ts';
import { CommandError } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

/** Where the worker's Prometheus endpoint listens (`SAGAFLOW_METRICS`, `host:port`); undefined: nowhere. */
export function metricsAddressOf(environment: Context['environment']): string | undefined {
  const address = environment['SAGAFLOW_METRICS'];
  if (address === undefined || address === '') return undefined;
  const port = Number(/^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(address)?.[1] ?? NaN);
  if (port >= 1 && port <= 65_535) return address;
  throw new CommandError(EXIT.error, `SAGAFLOW_METRICS is to be host:port, such as 127.0.0.1:9464, not "${address}".`);
}
