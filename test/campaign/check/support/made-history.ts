/** Writes one run's history by hand, in Temporal's JSON, as far as the checker reads it. */
export interface MadeHistory {
  file: { workflowId: string; runId: string; history: { events: object[] } };
  /** Gives the event's id. */
  schedule(request: MadeRequest): number;
  complete(scheduled: number, frozen?: object | null): void;
  fail(scheduled: number, type: string, message: string, outcome: string): void;
  show(fields: Record<string, string>): void;
  completed(): void;
  failed(
    type: string,
    details: { step: string; cause: { type: string; message: string }; notCompensated?: string[] },
  ): void;
}

export interface MadeRequest {
  direction: 'forward' | 'compensation' | 'probe';
  path: string;
  key: string;
  epoch: number;
  server: string;
  tool: string;
  compensates: string | null;
  arguments: Record<string, unknown>;
  intent: { frozen: object | null; withoutOutput: object | null } | null;
}

export function makeHistory(
  workflowId: string,
  runId: string,
  plan: object,
  input: object,
  now: () => number,
): MadeHistory {
  const events: object[] = [];
  const add = (type: string, name: string, attributes: object): number => {
    const eventId = String(events.length + 1);
    const eventTime = new Date(now()).toISOString();
    events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${type}`, [`${name}EventAttributes`]: attributes });
    return events.length;
  };
  const task = (): void => void add('WORKFLOW_TASK_COMPLETED', 'workflowTaskCompleted', {});
  add('WORKFLOW_EXECUTION_STARTED', 'workflowExecutionStarted', {
    workflowType: { name: 'made' },
    firstExecutionRunId: runId,
    input: payloads(input, { plan, hash: 'sha256:made' }),
  });
  task();
  return {
    file: { workflowId, runId, history: { events } },
    schedule: (request) => add('ACTIVITY_TASK_SCHEDULED', 'activityTaskScheduled', { input: payloads(request) }),
    complete(scheduled, frozen = null) {
      const result = payloads({ output: {}, frozen, repeated: false });
      add('ACTIVITY_TASK_COMPLETED', 'activityTaskCompleted', { scheduledEventId: String(scheduled), result });
      task();
    },
    fail(scheduled, type, message, outcome) {
      const applicationFailureInfo = { type, details: payloads({ outcome }) };
      const failure = { message, applicationFailureInfo };
      add('ACTIVITY_TASK_FAILED', 'activityTaskFailed', { scheduledEventId: String(scheduled), failure });
      task();
    },
    show(fields) {
      const indexedFields = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, payload(value)]));
      add('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES', 'upsertWorkflowSearchAttributes', {
        searchAttributes: { indexedFields },
      });
    },
    completed: () => void add('WORKFLOW_EXECUTION_COMPLETED', 'workflowExecutionCompleted', {}),
    failed(type, details) {
      const { type: causeType, message } = details.cause;
      const cause = { message, applicationFailureInfo: { type: causeType } };
      const failure = { message, cause, applicationFailureInfo: { type, details: payloads(details) } };
      add('WORKFLOW_EXECUTION_FAILED', 'workflowExecutionFailed', { failure });
    },
  };
}

function payload(value: unknown): object {
  return { data: Buffer.from(JSON.stringify(value)).toString('base64') };
}

function payloads(...values: unknown[]): object {
  return { payloads: values.map(payload) };
}
