import { isJsonObject, type JsonObject } from '../../plan/json.ts';
import type { RecordedStep } from '../../plan/recorded-data.ts';
import type { Room } from './room.ts';

type Steps = Map<string, RecordedStep>;

/** Adds what an earlier run knows. What a later run knows of a step outweighs it. */
export function addEarlier(steps: Steps, earlier: ReadonlyMap<string, RecordedStep>, room: Room): void {
  for (const [path, before] of earlier) {
    const known = steps.get(path) ?? NOTHING;
    // A step that was called again has no output of before.
    const mayEndBefore = known.arguments === null && known.output === null;
    const step = {
      arguments: known.arguments ?? before.arguments,
      output: mayEndBefore ? before.output : known.output,
    };
    if (step.arguments !== before.arguments) room.giveBack(before.arguments);
    if (step.output !== before.output) room.giveBack(before.output);
    steps.set(path, step);
  }
}

/** Adds the outputs that a run was handed by the one before it: only those that later steps still read. */
export function addCarried(
  steps: Steps,
  carried: JsonObject | null,
  wanted: ReadonlyMap<string, unknown>,
  room: Room,
): void {
  const state = carried?.['state'];
  const records = isJsonObject(state) ? state['records'] : undefined;
  if (!isJsonObject(records)) return;
  for (const [path, record] of Object.entries(records)) {
    const output = isJsonObject(record) ? record['output'] : null;
    if (output == null || !wanted.has(path) || steps.has(path)) continue;
    steps.set(path, { ...NOTHING, output: room.keep(output) });
  }
}

const NOTHING: RecordedStep = { arguments: null, output: null };
