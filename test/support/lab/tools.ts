import type { Json, JsonObject } from '../../../plan/json.ts';

/** One `tools/call` as the lab saw it. */
export interface LabCall {
  tool: string;
  arguments: JsonObject;
  key: string | null;
  compensates: string | null;
  requestId: string | null;
  attempt: number;
  /** The request as it was on the wire: the numbers of `arguments` are as JavaScript reads them. */
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What the lab does with one call. Without a script it works. */
export type Reply =
  | 'ok'
  /** The effect happens, then the connection is cut. */
  | 'lost_answer'
  /** The connection is cut before anything happens. */
  | 'lost_request'
  /** The effect happens, then nothing until `release`. */
  | 'hold'
  | { error: string }
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The whole message on the wire, as it stands; `ID` is the request's id. */
  | { raw: string }
  | { result: JsonObject };

export interface LabTool {
  name: string;
  title?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: JsonObject;
}

const text = { type: 'string' };

/** `act` and `undo_act` change something, `look` and `find` read, `free` declares no output schema. */
export function labTools(): LabTool[] {
  const name = { type: 'object', required: ['name'], properties: { name: text, value: {} } };
  const id = { type: 'object', required: ['id'], properties: { id: text, value: {} } };
  const readOnly = { readOnlyHint: true };
  return [
    { name: 'act', inputSchema: name, outputSchema: id },
    { name: 'undo_act', inputSchema: name, outputSchema: { type: 'object', properties: { status: text } } },
    { name: 'look', inputSchema: name, outputSchema: id, annotations: readOnly },
    {
      name: 'find',
      inputSchema: { type: 'object', required: ['key'], properties: { key: text } },
      outputSchema: { type: 'object', required: ['found'], properties: { found: { type: 'boolean' }, id: text } },
      annotations: readOnly,
    },
    { name: 'free', inputSchema: name, annotations: readOnly },
  ];
}

/** The books of the lab: what was done and not undone, by key where the address promises to know keys. */
export function createBooks() {
  const effects: { name: string; id: string; key: string | null; undone: boolean }[] = [];
  const tombstones = new Set<string>();

  const act = (call: LabCall, knowsKeys: boolean): JsonObject => {
    const known = knowsKeys ? effects.find(({ key }) => key !== null && key === call.key) : undefined;
    if (known !== undefined) return { id: known.id };
    if (knowsKeys && call.key !== null && tombstones.has(call.key)) throw new Error('Too late: already undone.');
    const id = `act-${effects.length + 1}`;
    effects.push({ name: nameOf(call), id, key: call.key, undone: false });
    return { id, ...(call.arguments['value'] === undefined ? {} : { value: call.arguments['value'] }) };
  };
  const undo = (call: LabCall): JsonObject => {
    if (call.compensates !== null) tombstones.add(call.compensates);
    const found = effects.findLast(
      ({ name, key, undone }) => !undone && (key === call.compensates || name === nameOf(call)),
    );
    if (found === undefined) return { status: 'nothing_to_undo' };
    found.undone = true;
    return { status: 'undone' };
  };

  return {
    run(call: LabCall, knowsKeys: boolean): JsonObject {
      switch (call.tool) {
        case 'act':
          return act(call, knowsKeys);
        case 'undo_act':
          return undo(call);
        case 'find': {
          const found = effects.find(({ key, undone }) => key === call.arguments['key'] && !undone);
          return found === undefined ? { found: false } : { found: true, id: found.id };
        }
        default:
          return { id: nameOf(call), ...withValue(call.arguments['value']) };
      }
    },
    /** How many effects of that name are left. */
    left: (name: string) => effects.filter((one) => one.name === name && !one.undone).length,
    /** How often an effect of that name happened, undone or not. */
    done: (name: string) => effects.filter((one) => one.name === name).length,
  };
}

export function nameOf(call: LabCall): string {
  const name = call.arguments['name'];
  return typeof name === 'string' ? name : '';
}

function withValue(value: Json | undefined): JsonObject {
  return value === undefined ? {} : { value };
}
