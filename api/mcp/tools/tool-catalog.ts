import type { Tool } from '@modelcontextprotocol/server';
import { LRUCache } from 'lru-cache';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { mayStart } from '../../operations/caller.ts';
import type { Caller } from '../../operations/caller.ts';
import type { Operations } from '../../operations/operations.ts';
import type { FacadeLog } from '../facade.ts';
import { definitionTool } from './definition-tool.ts';
import { FIXED_TOOLS } from './fixed/fixed-tools.ts';

/** The tools that callers are shown. */
export interface ToolCatalog {
  /** Fixed tools first, then a tool for each definition that the caller may start and that can be started now, by name. */
  list(caller: Caller): Tool[];
  close(): void;
}

/** Who has the same scopes sees the same tools: lists are made once for them, until definitions change. */
export function createToolCatalog(operations: Operations, log: FacadeLog): ToolCatalog {
  const lists = new LRUCache<string, Tool[]>({ max: 500 });
  const made = new Map<string, Tool>();

  const toolOf = (caller: Caller, name: string): Tool => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const tool = definitionTool(operations.definition(caller, name));
    made.set(name, tool);
    return tool;
  };

  const listFor = (caller: Caller): Tool[] => {
    const fixed = [...FIXED_TOOLS.values()].filter(({ isFor }) => isFor(caller)).map(({ tool }) => tool);
    const startable = operations.definitions(caller).filter(({ name, problem }) => {
      return problem === null && mayStart(caller, name) && !FIXED_TOOLS.has(name);
    });
    return [...fixed, ...startable.map(({ name }) => toolOf(caller, name))];
  };

  const forget = operations.onDefinitionsChanged(() => {
    lists.clear();
    made.clear();
  });
  const warned = new Set<string>();
  return {
    list(caller) {
      const key = stringifyJson([...caller.scopes].sort());
      const known = lists.get(key);
      if (known !== undefined) return known;
      warnOfReserved(operations, caller, log, warned);
      const list = listFor(caller);
      lists.set(key, list);
      return list;
    },
    close: forget,
  };
}

function warnOfReserved(operations: Operations, caller: Caller, log: FacadeLog, warned: Set<string>): void {
  for (const { name } of operations.definitions(caller)) {
    if (!FIXED_TOOLS.has(name) || warned.has(name)) continue;
    warned.add(name);
    log.warn({ definition: name }, 'A definition has the name of a fixed MCP tool and is not offered as a tool');
  }
}
