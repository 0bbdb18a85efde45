/** Name of the Tasks extension (SEP-2663) in capabilities of clients and servers. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';
