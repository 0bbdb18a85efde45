import { createOperations } from '../../../api/operations/create-operations.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import type { Executions, ServedDefinition } from '../../../api/operations/ports.ts';
import type { Schedules } from '../../../api/operations/schedules/port.ts';
import { scriptSchedules } from './scripted-schedules.ts';

export interface ServedParts {
  definitions?: ServedDefinition[];
  /** Files that cannot be compiled. */
  broken?: { file: string; message: string }[];
  /** Those of which the test makes use. */
  executions?: Partial<Executions>;
  schedules?: Schedules;
}

/** The real operations over what a test scripts. */
export function servedOperations({ definitions = [], broken = [], executions, schedules }: ServedParts): Operations {
  return createOperations({
    definitions: {
      find: (name) => definitions.find(({ plan }) => plan.name === name),
      names: () => definitions.map(({ plan }) => plan.name).sort(),
      broken: () => broken,
      onChange: () => () => undefined,
    },
    executions: (executions ?? {}) as Executions,
    schedules: schedules ?? scriptSchedules().schedules,
    servers: { status: () => Promise.resolve([]) },
    randomId: () => 'random',
    now: () => 0,
  });
}
