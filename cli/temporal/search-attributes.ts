import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { TemporalUnreachable, WrongSearchAttribute } from './errors.ts';
import type { SearchAttributeTypes } from './server-arguments.ts';

// A CommonJS package whose names Node cannot see from here.
const { IndexedValueType } = proto.temporal.api.enums.v1;
const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
};

type ValueType = temporal.api.enums.v1.IndexedValueType;

/** A search attribute that a namespace does not have, and why it could not be created. */
export interface MissingAttribute {
  name: string;
  type: string;
  reason: string;
}

/**
 * Creates the search attributes that a namespace does not have yet, one by one, so that as many as possible are there; resolves when Temporal takes
 * them. Several processes may do it at once. Gives those that are missing afterwards. Throws WrongSearchAttribute, or TemporalUnreachable when
 * nobody can tell what is there.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  attributes: SearchAttributeTypes,
): Promise<MissingAttribute[]> {
  const existing = await existingAttributes(connection, namespace, attributes);
  demandTypes(namespace, attributes, existing);
  const missing: MissingAttribute[] = [];
  const usable: string[] = [];
  for (const [name, type] of Object.entries(attributes)) {
    const reason = existing.has(name) ? null : await create(connection, namespace, { name, type: TYPES[type] });
    if (reason === null) usable.push(name);
    else missing.push({ name, type, reason });
  }
  const late = await untilTaken(connection, namespace, usable);
  return [...missing, ...late.map((name) => ({ name, type: attributes[name] ?? '', reason: NOT_TAKEN }))];
}

/** Names of the attributes that the namespace does not have now; creates none. */
export async function findMissingAttributes(
  connection: Connection,
  namespace: string,
  attributes: SearchAttributeTypes,
): Promise<Set<string>> {
  const existing = await existingAttributes(connection, namespace, attributes);
  return new Set(Object.keys(attributes).filter((name) => !existing.has(name)));
}

/** Types by name; null where only that it is there is known. */
async function existingAttributes(
  connection: Connection,
  namespace: string,
  attributes: SearchAttributeTypes,
): Promise<Map<string, ValueType | null>> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return new Map(Object.entries(customAttributes));
  } catch (error) {
    // Who may not list them may still use them: a query tells which are there.
    const names = Object.keys(attributes);
    const taken = await Promise.all(names.map((name) => isTaken(connection, namespace, name)));
    if (!taken.includes(null)) return new Map(names.filter((_, index) => taken[index]).map((name) => [name, null]));
    const message = `The search attributes of namespace "${namespace}" cannot be looked at (${reasonOf(error)}).`;
    throw new TemporalUnreachable(message, { cause: error });
  }
}

function demandTypes(
  namespace: string,
  attributes: SearchAttributeTypes,
  existing: ReadonlyMap<string, ValueType | null>,
): void {
  const problems: string[] = [];
  for (const [name, type] of Object.entries(attributes)) {
    const found = existing.get(name);
    if (found == null || found === TYPES[type]) continue;
    const command = `temporal operator search-attribute`;
    problems.push(
      `Search attribute "${name}" has the type ${nameOfType(found)} in namespace "${namespace}" and must have the type ${type}: with it every execution would hang. Mend it with "${command} remove --namespace ${namespace} --name ${name}" and "${command} create --namespace ${namespace} --name ${name} --type ${type}", or use another namespace.`,
    );
  }
  if (problems.length > 0) throw new WrongSearchAttribute(problems.join('\n'));
}

/** As the `temporal` command writes it. */
function nameOfType(type: ValueType): string {
  const [name = String(type)] = Object.entries(IndexedValueType).find(([, value]) => value === type) ?? [];
  return name
    .replace(/^INDEXED_VALUE_TYPE_/, '')
    .split('_')
    .map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`)
    .join('');
}

/** Null when it is there afterwards, whoever has created it; else why it is not. */
async function create(
  connection: Connection,
  namespace: string,
  { name, type }: { name: string; type: ValueType },
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: type } });
      return null;
    } catch (error) {
      if (await isTaken(connection, namespace, name)) return null;
      if (isFinal(error) || attempt === ATTEMPTS) return reasonOf(error);
      await sleep(PAUSE_MS);
    }
  }
}

const ATTEMPTS = 5;

/** The names among these that Temporal does not take yet: its servers read new ones from its database every few seconds. */
async function untilTaken(connection: Connection, namespace: string, names: string[]): Promise<string[]> {
  const giveUpAt = Date.now() + TAKEN_WITHIN_MS;
  for (let left = names; ;) {
    const taken = await Promise.all(left.map((name) => isTaken(connection, namespace, name)));
    left = left.filter((_, index) => taken[index] === false);
    if (left.length === 0 || Date.now() > giveUpAt) return left;
    await sleep(PAUSE_MS);
  }
}

const TAKEN_WITHIN_MS = 30_000;
const PAUSE_MS = 250;
const NOT_TAKEN = 'it was created, but Temporal did not take it within 30 s';

/** Whether a query may use it, which is what a start and a workflow may set; null when Temporal does not say. */
async function isTaken(connection: Connection, namespace: string, name: string): Promise<boolean | null> {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: `${name} IS NULL` });
    return true;
  } catch (error) {
    return codeOf(error) === GRPC.invalidArgument ? false : null;
  }
}

const GRPC = { invalidArgument: 3, permissionDenied: 7, resourceExhausted: 8, unimplemented: 12, unauthenticated: 16 };

/** The next attempt would be refused as this one was. */
function isFinal(error: unknown): boolean {
  return Object.values(GRPC).includes(codeOf(error) ?? -1);
}

function codeOf(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'details' in error && typeof error.details === 'string') return error.details;
  return error instanceof Error ? error.message : String(error);
}
