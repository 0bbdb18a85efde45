import { isOnItsOwn } from '../reading/on-its-own.ts';
import { placeInSaga } from '../reading/place-in-saga.ts';
import type { CampaignRun, Close, Effect, Execution, Invariant, Saga, Violation } from '../types.ts';

export const compensatedMeansNothingLeft: Invariant = {
  id: 'I4',
  reading:
    'An ending that says "undone" leaves nothing: when the latest run of a start ended SagaCompensated or Canceled, no effect of that start, its children included and from whichever run, is in force, also after calls of unknown outcome; what the plan declares to have no compensation is not counted. SagaPartiallyCompensated may leave what it names in `notCompensated`, nothing else. A terminated start is judged by the recovery of its latest run; without one, or when it stood down although no run came later, nothing may be in force. What a child has done that was reset by hand after its parent had ended is its own. A child that ended undone is judged by its own effects.',
  check(run) {
    const endings = run.sagas.flatMap((saga) => judgedBy(saga));
    return { checked: endings.length, violations: endings.flatMap((ending) => checkEnding(run, ending)) };
  },
};

interface Undoing {
  saga: Saga;
  /** Null: the whole saga; else a child that is judged by what it did itself. */
  child: Execution | null;
  close: Close;
}

function judgedBy(saga: Saga): Undoing[] {
  const { root, recovery, children } = saga;
  const own = root.latest.close;
  const after = recovery?.latest.close ?? null;
  const isRecovered = own?.kind === 'terminated' || own?.kind === 'timed_out';
  const close = isRecovered && after !== null && after.kind !== 'completed' ? after : own;
  const isPending = isRecovered && recovery !== null && after === null;
  const whole = close === null || isPending || !isUndoing(close) ? [] : [{ saga, child: null, close }];
  const parts = children.flatMap((child) => {
    const isNewest = !children.some(({ id, latest }) => id === child.id && latest.createdAt > child.latest.createdAt);
    const end = child.latest.close;
    return isNewest && end !== null && end.kind !== 'terminated' && isUndoing(end) ? [{ saga, child, close: end }] : [];
  });
  return [...whole, ...parts];
}

function isUndoing({ kind, type }: Close): boolean {
  if (kind === 'canceled' || kind === 'terminated' || kind === 'timed_out') return true;
  return type === 'SagaCompensated' || type === 'SagaPartiallyCompensated';
}

function checkEnding(run: CampaignRun, { saga, child, close }: Undoing): Omit<Violation, 'invariant'>[] {
  return (run.effectsOf.get(saga) ?? [])
    .filter(({ undone, applied }) => undone === null && (child === null || applied.execution?.id === child.id))
    .filter((effect) => !mayStay(saga, effect, close))
    .filter(({ applied }) => child !== null || !wasDoneAlone(saga, applied.execution))
    .map(({ id, applied }) => {
      const { step = '?', epoch = 0, id: execution = saga.id } = applied.execution ?? {};
      return { execution, what: `ended ${close.type ?? close.kind}, and ${id} of ${step}@${epoch} is still in force` };
    });
}

function wasDoneAlone(saga: Saga, execution: { id: string; runId: string } | null): boolean {
  const child = saga.children.find(
    ({ id, runs }) => id === execution?.id && runs.some(({ runId }) => runId === execution.runId),
  );
  const run = child?.runs.find(({ runId }) => runId === execution?.runId);
  return child !== undefined && run !== undefined && isOnItsOwn(saga, { ...child, latest: run });
}

function mayStay(saga: Saga, { applied }: Effect, { type, notCompensated }: Close): boolean {
  const { execution } = applied;
  if (execution === null) return false;
  const place = placeInSaga(saga, execution.id, execution.step);
  if (place?.call?.compensation === null && !place.step.pivot) return true;
  if (type !== 'SagaPartiallyCompensated') return false;
  const outermost = place?.levels[0]?.name;
  return notCompensated.some(
    (path) => path === execution.step || (execution.id !== saga.id && stepOf(path) === outermost),
  );
}

function stepOf(path: string): string {
  return path.replace(/[[.~@/].*$/, '');
}
