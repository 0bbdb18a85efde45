/** What an agent reads about this server before it calls anything. */
export const INSTRUCTIONS = [
  'Each tool that is named after a definition starts a durable execution: a saga of calls to other systems.',
  'It goes on when you disconnect or stop waiting, and undoes what it did when it fails before its point of no return.',
  'Arguments that name the business object (an order number, a customer id) make repeated calls safe.',
  'When a result has "executionId" and "statusTool", the execution has not ended: ask execution_status, and execution_result for the outcome.',
  'A failure says which step failed, what was undone ("compensated") and what was not ("notCompensated"). Do not repeat a call that was only partly undone; tell a person.',
  'Approvals are decisions of people: pass on what a person decided with approval_decide, never decide yourself.',
].join('\n');
