import type { Access } from './access.ts';
import type { Executions, ServedDefinitions, Servers } from './ports.ts';
import type { Schedules } from './schedules/port.ts';

/** What a main gives to the operations. */
export interface OperationsDeps {
  definitions: ServedDefinitions;
  executions: Executions;
  schedules: Schedules;
  servers: Servers;
  randomId: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** What every operation is made of. */
export interface Parts extends OperationsDeps {
  access: Access;
}
