import type { Readable, Writable } from 'node:stream';
import type { DataConverter } from '@temporalio/common';
import type pc from 'picocolors';
import { stringifyJson } from '../plan/numbers/json-text.ts';

/** Everything a command sees of the world: only `main.ts` knows the process. */
export interface Context {
  environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  stdout: Output;
  stderr: Output;
  readStdin(): Promise<string>;
  /** The bare streams, for a command that speaks a protocol on them. */
  stdio: { input: Readable; output: Writable };
  /** Milliseconds since the epoch when the command began. */
  startedAt: number;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** The folder of this package: its samples, definitions and the Temporal module are there. */
  packageFolder: string;
  version: string;
  /** For everything that talks to Temporal. */
  dataConverter: DataConverter;
}

export interface Output {
  write(text: string): void;
  /** A terminal: transient lines may be shown. */
  isTty: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Does nothing where there is no terminal, or `NO_COLOR` is set. */
  colours: ReturnType<typeof pc.createColors>;
}

/** A refusal of the command line itself; `message` is one sentence with the remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function sayLine(output: Output, line = ''): void {
  output.write(`${line}\n`);
}

export function sayJson(output: Output, value: unknown): void {
  output.write(`${stringifyJson(value, 2)}\n`);
}
