import { executionsOf } from '../reading/read-folder.ts';
import type { Execution, Invariant } from '../types.ts';

export const openMeansParked: Invariant = {
  id: 'I5',
  reading:
    'What is still open after everything came to rest is parked with a reason: the last SagaState in its history is "parked", with a ParkReason. A parent may be open without, while a child of it is parked. Every saga is looked at.',
  check({ sagas }) {
    const violations = sagas.flatMap((saga) => {
      const { children } = saga;
      const isParkedBelow = children.some((child) => child.latest.close === null && isParked(child));
      return executionsOf(saga)
        .filter((one) => one.latest.close === null && !isParked(one))
        .filter((one) => !(isParkedBelow && one.latest.children.some((child) => child.endEventId === null)))
        .map((one) => ({
          execution: one.id,
          what: `run ${one.latest.runId} is open and does not wait for anybody (${stateOf(one)})`,
        }));
    });
    return { checked: sagas.length, violations };
  },
};

function isParked({ latest }: Execution): boolean {
  const last = latest.shown.findLast(({ state }) => state !== null);
  return last?.state === 'parked' && (last.reason ?? '') !== '';
}

function stateOf({ latest }: Execution): string {
  return latest.shown.findLast(({ state }) => state !== null)?.state ?? 'no SagaState';
}
