import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Values } from './tool.ts';

/**
 * Ways to make a tool misbehave. Each is a list `tool` or `tool:number`, separated by commas, given in the environment
 * (`SAGAFLOW_SAMPLES_SLOW_MS`, `…_FAIL`, `…_HOLD`) or, while the server runs, in `<dir>/switches.json` under the same
 * words: `{"slow": "charge_card:500", "fail": "send_email:2", "hold": "reserve_items"}`. The file wins.
 */
export interface Switches {
  /** Waits as long as the switch `slow`, or an argument value `slow-<milliseconds>`, says. */
  slowDown(tool: string, args: Values): Promise<void>;
  /** How often the tool fails before it works; Infinity for a switch without a number. */
  failures(tool: string): number;
  /** The effect is applied and not yet answered: creates `held-<tool>` and waits until `release-<tool>` exists. */
  hold(tool: string): Promise<void>;
}

const settings = z.object({ slow: z.string(), fail: z.string(), hold: z.string() }).partial();

export function createSwitches(dir: string, environment: Record<string, string | undefined>): Switches {
  const fromEnvironment = {
    slow: environment['SAGAFLOW_SAMPLES_SLOW_MS'],
    fail: environment['SAGAFLOW_SAMPLES_FAIL'],
    hold: environment['SAGAFLOW_SAMPLES_HOLD'],
  };
  const current = () => ({ ...fromEnvironment, ...fromFile(join(dir, 'switches.json')) });
  return {
    async slowDown(tool, args) {
      const ms = entryFor(tool, current().slow) ?? slowest(args);
      if (ms > 0) await delay(ms);
    },
    failures: (tool) => entryFor(tool, current().fail) ?? 0,
    async hold(tool) {
      if (entryFor(tool, current().hold) === undefined) return;
      writeFileSync(join(dir, `held-${tool}`), String(process.pid));
      while (!existsSync(join(dir, `release-${tool}`))) await delay(20);
    },
  };
}

function fromFile(path: string): z.infer<typeof settings> {
  return existsSync(path) ? settings.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}

function entryFor(tool: string, list: string | undefined): number | undefined {
  const entries = (list ?? '').split(',').map((entry) => entry.trim().split(':'));
  const entry = entries.find(([name]) => name === tool);
  if (entry === undefined) return undefined;
  return entry[1] === undefined ? Infinity : Number(entry[1]);
}

/** The longest `slow-<milliseconds>` among the argument values, at any depth. */
function slowest(value: unknown): number {
  if (typeof value === 'string') return Number(/^slow-(\d{1,6})$/.exec(value)?.[1] ?? 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(slowest));
}
