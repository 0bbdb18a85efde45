import { makeTelemetryFilterString, Runtime, type LogLevel, type LogMetadata } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Sends what Temporal's SDK logs to ours. Called once a process, by a main: the SDK has one Runtime. A failed call or execution is an
 * everyday event that history keeps, so the SDK's warnings about them are details here.
 */
export function installRuntime(log: Logger, { metricsAddress }: RuntimeOptions = {}): void {
  Runtime.install({
    // Ctrl-C is the main's: it drains the worker before it stops the servers.
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => {
        write(log, level, message, meta);
      },
      trace: (message, meta) => {
        write(log, 'TRACE', message, meta);
      },
      debug: (message, meta) => {
        write(log, 'DEBUG', message, meta);
      },
      info: (message, meta) => {
        write(log, 'INFO', message, meta);
      },
      warn: (message, meta) => {
        write(log, 'WARN', message, meta);
      },
      error: (message, meta) => {
        write(log, 'ERROR', message, meta);
      },
    },
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsAddress === undefined ? {} : { metrics: { prometheus: { bindAddress: metricsAddress } } }),
    },
  });
}

export interface RuntimeOptions {
  /** `host:port` on which Temporal's Prometheus endpoint `/metrics` listens; without it nothing listens. */
  metricsAddress?: string;
}

function write(log: Logger, level: LogLevel, message: string, meta: LogMetadata = {}): void {
  const { error, taskToken: _token, ...facts } = meta as LogMetadata & { error?: unknown };
  const reason = error instanceof Error ? { reason: error.message } : {};
  log[severityOf(level, message)]({ ...facts, ...reason }, message);
}

function severityOf(level: LogLevel, message: string): 'trace' | 'debug' | 'warn' | 'error' {
  if (EVERYDAY.has(message)) return 'debug';
  switch (level) {
    case 'TRACE':
      return 'trace';
    case 'DEBUG':
    case 'INFO':
      return 'debug';
    case 'WARN':
      return 'warn';
    case 'ERROR':
      return 'error';
  }
}

const EVERYDAY = new Set([
  'Activity failed',
  'Workflow failed',
  'Activity completed as cancelled',
  'Workflow completed as cancelled',
]);
