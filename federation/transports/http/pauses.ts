import { setTimeout as sleep } from 'node:timers/promises';

/** How often somebody is asked again who has nothing to say. */
export interface PauseLimits {
  /** Never sooner than this, whatever the server asks for. */
  shortestMs: number;
  /** When the server asks for nothing. */
  usualMs: number;
  /** Never grows beyond this. */
  longestMs: number;
  /** The longest pause that a server may ask for. */
  longestAskedMs: number;
  /** A stream that lived this long was no failure, also when nothing came of it. */
  provenAfterMs: number;
}

export const usualPauses: PauseLimits = {
  shortestMs: 500,
  usualMs: 1_000,
  longestMs: 60_000,
  longestAskedMs: 300_000,
  provenAfterMs: 30_000,
};

/** The pauses before one stream is opened again: they double while nothing comes of it. */
export class Pauses {
  readonly #limits: PauseLimits;
  #askedMs: number | undefined;
  #inVain = 0;

  constructor(limits: PauseLimits) {
    this.#limits = limits;
  }

  /** How many times in a row nothing came. */
  get inVain(): number {
    return this.#inVain;
  }

  /** The server's own `retry`. One that asks for weeks made a mistake, and we would be deaf for weeks: more than some minutes is not obeyed. */
  ask(ms: number): void {
    this.#askedMs = Math.min(ms, this.#limits.longestAskedMs);
  }

  note(cameSomething: boolean, livedMs: number): void {
    this.#inVain = cameSomething || livedMs >= this.#limits.provenAfterMs ? 0 : this.#inVain + 1;
  }

  /** Settles after the pause, or when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const { shortestMs, usualMs, longestMs } = this.#limits;
    const baseMs = Math.max(shortestMs, this.#askedMs ?? usualMs);
    const pauseMs = Math.min(Math.max(longestMs, this.#askedMs ?? 0), baseMs * 2 ** Math.max(0, this.#inVain - 1));
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
