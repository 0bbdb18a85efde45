import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { SearchAttributeTypes } from './server-arguments.ts';

// A CommonJS package whose names Node cannot see from here.
const { IndexedValueType } = proto.temporal.api.enums.v1;
const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
};

/**
 * Creates the search attributes a namespace does not have yet; calling it again does nothing. Gives a sentence for people when some are missing
 * afterwards, or have another type, which is no reason not to start.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  attributes: SearchAttributeTypes,
): Promise<string | undefined> {
  const wanted = Object.entries(attributes);
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const existing = new Map(Object.entries(customAttributes));
    const missing = wanted.filter(([name]) => !existing.has(name));
    if (missing.length > 0) {
      const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    }
    const different = wanted.filter(([name, type]) => (existing.get(name) ?? TYPES[type]) !== TYPES[type]);
    return different.length === 0 ? undefined : differentTypes(namespace, different);
  } catch (error) {
    const names = wanted.map(([name, type]) => `${name}=${type}`).join(' ');
    const reason = error instanceof Error ? error.message : String(error);
    return `The search attributes ${names} could not be created in namespace "${namespace}" (${reason}); ask its administrator to create them.`;
  }
}

function differentTypes(namespace: string, different: readonly [string, string][]): string {
  const names = different.map(([name, type]) => `"${name}" is not of type ${type}`).join(', ');
  return `In namespace "${namespace}" search attribute ${names}; executions that set it will not start until it is.`;
}
