import { DEFAULT_TENANT } from '../../../plan/ownership.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import type { Started } from '../../../api/operations/start/start.ts';
import type { ExecutionView, StepView } from '../../../plan/view.ts';

export const RUN = '0199a1b2-0000-7000-8000-000000000001';

/** An execution that runs, with whatever a test says of it. */
export function viewOf(more: Partial<ExecutionView> = {}): ExecutionView {
  return {
    id: 'onboard/o-17',
    runId: RUN,
    definition: 'onboard',
    version: 1,
    planHash: 'sha256:x',
    tenant: DEFAULT_TENANT,
    startedBy: 'office',
    status: 'running',
    pause: null,
    sagaState: 'forward',
    startedAt: '2026-09-01T10:00:00.000Z',
    finishedAt: null,
    steps: [],
    output: null,
    failure: null,
    waitingFor: [],
    decisions: [],
    notices: [],
    noticeCount: 0,
    recovery: null,
    links: {},
    ...more,
  };
}

/** A call under way, with whatever a test says of it. */
export function stepOf(path: string, more: Partial<StepView> = {}): StepView {
  return {
    path,
    verb: 'action',
    server: 'inventory',
    tool: 'get_stock',
    status: 'running',
    outcome: null,
    attempts: 1,
    epoch: 0,
    key: null,
    startedAt: '2026-09-01T10:00:00.000Z',
    finishedAt: null,
    provenance: 'live',
    failure: null,
    progress: null,
    pause: null,
    ...more,
  };
}

export function startedOf(more: Partial<Started> = {}): Started {
  return { view: viewOf(), isNew: true, isDone: false, ...more };
}

/** Operations of which a test scripts the ones that it needs; asking for another is its mistake. */
export function scripted(some: Partial<Operations>): Operations {
  return new Proxy(some as Operations, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name) as unknown;
      throw new Error(`The test scripted no "${String(name)}".`);
    },
  });
}
