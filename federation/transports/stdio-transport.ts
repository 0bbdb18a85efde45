import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../plan/json.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import { limits, shorten } from '../limits.ts';
import { startChild, stopChild } from './child-process.ts';
import type { ChildCommand } from './child-process.ts';
import { ExchangeTable } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { findId } from './find-id.ts';
import { createLineReader } from './line-reader.ts';
import { createReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

/**
 * MCP over the pipes of a child process. Unlike the SDK's transport it owns a process group, keeps the last lines of stderr
 * for error messages, and ends the one call whose answer cannot be read instead of letting it wait for its timeout.
 *
 * `stderr` and `pid` are how the SDK tells pipes from HTTP when it negotiates a version.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly stderr = null;
  readonly #command: ChildCommand;
  readonly #onStderr: (line: string) => void;
  readonly exchanges = new ExchangeTable();
  readonly #receiver: Receiver;
  readonly #lastLines: string[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #hasStarted = false;
  #stopping: Promise<void> | undefined;
  #end: string | undefined;
  #hasHungUp = false;

  constructor(command: ChildCommand, onStderr: (line: string) => void) {
    this.#command = command;
    this.#onStderr = onStderr;
    this.#receiver = createReceiver(this, this.exchanges);
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** How the process ended and what it said last, as the end of a sentence; undefined while it lives. */
  get ending(): string | undefined {
    if (this.#end === undefined) return undefined;
    const said = this.#lastLines.length === 0 ? 'it wrote nothing to stderr' : `stderr: ${this.#lastLines.join(' | ')}`;
    return `${this.#end}; ${said}`;
  }

  async start(): Promise<void> {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    const child = await startChild(this.#command);
    this.#child = child;
    const fromServer = createLineReader(limits.messageBytes, {
      line: (text) => {
        this.#receive(text);
      },
      oversized: (head, tail, bytes) => {
        this.#receiveOversized(head, tail, bytes);
      },
    });
    const stderr = createLineReader(limits.messageBytes, {
      line: (text) => {
        this.#note(text);
      },
      oversized: (head) => {
        this.#note(head);
      },
    });
    child.stdout.on('data', (chunk: Buffer) => {
      fromServer.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    // Who closes its stdout answers nobody any more, also when it lives on.
    child.stdout.once('end', () => {
      this.#hasHungUp = true;
      void this.close();
    });
    child.on('exit', (code, signal) => {
      this.#end = code === null ? `it was ended by ${signal ?? 'a signal'}` : `it ended with exit code ${code}`;
      // Members of its group are stopped too, and the pipes are closed behind it.
      void this.close();
    });
    child.on('close', () => {
      for (const exchange of this.exchanges.open()) exchange.abandon();
      this.onclose?.();
    });
  }

  /** Settles for a request when it is over, for everything else when it was written. */
  send(message: JSONRPCMessage): Promise<void> {
    const exchange = this.exchanges.enter(message);
    const written = this.#write(message, exchange);
    if (exchange === undefined) return written;
    written.catch((error: unknown) => {
      exchange.fail(undefined, error as Error);
    });
    return exchange.over;
  }

  #write(message: JSONRPCMessage, exchange: Exchange | undefined): Promise<void> {
    const child = this.#child;
    return new Promise((sent, failed) => {
      // A line is executed only once its end was read, so a failed write was certainly not.
      const fail = (error: Error): void => {
        if (exchange !== undefined) exchange.writeFailed = true;
        failed(error);
      };
      if (child === undefined || this.#stopping !== undefined) {
        fail(new Error('Not connected'));
        return;
      }
      exchange?.markSent();
      child.stdin.write(`${stringifyJson(message)}\n`, (error) => {
        if (error === null || error === undefined) {
          sent();
          return;
        }
        this.#hasHungUp = true;
        fail(error);
      });
    });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#stopping ??= stopChild(child);
    await this.#stopping;
  }

  /** Closes a process that did not become a server: how it ended by itself and what it said last, undefined when it did not. */
  async giveUp(): Promise<string | undefined> {
    // Who does not read any more is about to end: its end and its last words come after the write that failed.
    const endsByItself = this.#end !== undefined || this.#hasHungUp;
    await this.close();
    return endsByItself ? this.ending : undefined;
  }

  #receive(line: string): void {
    if (line.trim() === '') return;
    let json: unknown;
    try {
      json = parseJson(line);
    } catch {
      this.#unreadable(line, line.slice(-200), 'not_json', 'The server answered with something that is not JSON.');
      return;
    }
    if (this.#receiver.receive(json)) return;
    if (!isJsonObject(json) || json.jsonrpc === undefined) {
      this.#noteStray(line);
      return;
    }
    const noMessage = 'The server answered with JSON that is no JSON-RPC message.';
    this.#unreadable(line, line.slice(-200), 'protocol', noMessage);
  }

  #receiveOversized(head: string, tail: string, bytes: number): void {
    const text = `The server answered with ${bytes} bytes; ${limits.messageBytes} bytes are the most one message may have.`;
    this.#unreadable(head, tail, 'too_large', text);
  }

  /** Ends the call this line answers. Lines that look like no answer at all are a server's stray prints: noted, not judged. */
  #unreadable(head: string, tail: string, reason: 'not_json' | 'protocol' | 'too_large', message: string): void {
    const exchange = this.exchanges.find(findId(head, tail));
    if (exchange === undefined) this.#noteStray(head);
    else exchange.fail({ kind: 'bad_result', reason, message });
  }

  #noteStray(line: string): void {
    this.onerror?.(new Error(`a line on stdout is no message: ${shorten(line, 120)}`));
  }

  #note(line: string): void {
    if (line.trim() === '') return;
    this.#lastLines.push(shorten(line));
    if (this.#lastLines.length > limits.stderrLines) this.#lastLines.shift();
    this.#onStderr(line);
  }
}
