import { groupBy } from '../reading/group-by.ts';
import { expectationsOf, undoneKeys, type Expected } from '../reading/expectations.ts';
import { isOnItsOwn } from '../reading/on-its-own.ts';
import { placeInSaga, planOf } from '../reading/place-in-saga.ts';
import { mandatoryPaths } from '../reading/mandatory-paths.ts';
import type { CampaignRun, Effect, Execution, Invariant, Saga, Violation } from '../types.ts';
import { decisionsOf } from '../reading/decided.ts';

export const completedMeansInForce: Invariant = {
  id: 'I3',
  reading:
    'Completed means that every step is in force. When the latest run of a start completed: per step and iteration that this run (with those that it continued, and its children, also completed ones that it took over from a run before a reset) called, exactly one effect is in force, of its last epoch, applied under the key that was scheduled; none where the runs that count did its compensation, or where the plan goes on without it (on_failure: continue, a fallback) and it was undone or did nothing; at most one where an operator skipped it, exactly one where an operator said that it happened. No other effect of that start is in force, whichever run it came from. No unconditional step was left out, and no iteration of a loop over a list of the input. A child that was reset by hand after its parent had ended, and completed, is judged so by itself.',
  check(run) {
    const completed = run.sagas.filter(({ root }) => root.latest.close?.kind === 'completed');
    const alone = run.sagas
      .filter((saga) => !completed.includes(saga))
      .flatMap((saga) => saga.children.map((child) => ({ saga, child })))
      .filter(({ saga, child }) => isOnItsOwn(saga, child) && child.latest.close?.kind === 'completed');
    const violations = [
      ...completed.flatMap((saga) => checkMembers(run, saga, membersThatCount(saga.root, saga.children))),
      ...alone.flatMap(({ saga, child }) => checkMembers(run, saga, [child])),
    ];
    return { checked: completed.length + alone.length, violations };
  },
};

function checkMembers(run: CampaignRun, saga: Saga, members: Execution[]): Omit<Violation, 'invariant'>[] {
  const undoneThere = undoneKeys(members);
  const expected = new Map(members.flatMap((member) => expectationsOf(saga, member, undoneThere)));
  const isWhole = members.includes(saga.root);
  const inForce = (run.effectsOf.get(saga) ?? []).filter(
    ({ undone, applied }) => undone === null && (isWhole || members.some(({ id }) => id === applied.execution?.id)),
  );
  const byPlace = groupBy(inForce, ({ applied }) => placeName(applied.execution));
  const wrong = [...expected].flatMap(([place, one]) => compare(saga.id, place, one, byPlace.get(place) ?? []));
  const strangers = [...byPlace].flatMap(([place, effects]) => {
    const isUncompensated = hasNoCompensation(saga, effects[0]);
    if (expected.has(place) || isUncompensated) return [];
    return [
      { execution: saga.id, what: `completed, and ${place} is in force although its latest run never called it` },
    ];
  });
  return [...wrong, ...strangers, ...members.flatMap((member) => leftOut(saga.id, member, expected))];
}

/**
 * The root, and of each child step the child that counts: the one of the highest epoch that the runs that count started, or that completed
 * for another run, whose end a run that a reset made takes over. A lower epoch was undone.
 */
function membersThatCount(execution: Execution, children: readonly Execution[]): Execution[] {
  const byStep = new Map<string, string>();
  // By its own history: a parent that was left behind may not have seen its end.
  const hasCompleted = (id: string): boolean =>
    newest(children.filter((child) => child.id === id))?.latest.close?.kind === 'completed';
  const completed = execution.runs.flatMap((run) => run.children).filter(({ id }) => hasCompleted(id));
  const own = execution.chain.flatMap((run) => run.children);
  for (const { id } of [...completed, ...own].toSorted((a, b) => epochOf(a.id) - epochOf(b.id)))
    byStep.set(stepOf(id), id);
  const started = [...byStep.values()].flatMap((id) => newest(children.filter((child) => child.id === id)) ?? []);
  return [execution, ...started.flatMap((child) => membersThatCount(child, children))];
}

function stepOf(childId: string): string {
  return childId.replace(/@\d+$/, '');
}

function epochOf(childId: string): number {
  return Number(/@(\d+)$/.exec(childId)?.[1] ?? 0);
}

/** A child that was started again under the same id takes the place of the earlier one. */
function newest(executions: Execution[]): Execution | undefined {
  return executions.toSorted((a, b) => a.latest.createdAt - b.latest.createdAt).at(-1);
}

function compare(
  execution: string,
  place: string,
  { least, most, key }: Expected,
  effects: Effect[],
): Omit<Violation, 'invariant'>[] {
  const count = effects.length;
  if (count < least || count > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    return [{ execution, what: `completed, and ${place} is in force ${count} times instead of ${wanted}` }];
  }
  const other = effects.find(({ applied }) => key !== null && applied.key !== key);
  if (other === undefined) return [];
  return [
    {
      execution,
      what: `completed, and ${place} is in force under ${other.applied.key ?? 'no key'}, an older epoch's key`,
    },
  ];
}

function leftOut(
  id: string,
  member: Execution,
  expected: ReadonlyMap<string, Expected>,
): Omit<Violation, 'invariant'>[] {
  if (member.latest.close?.kind !== 'completed') return [];
  const byHand = new Set(decisionsOf(member, member.chain).map(({ path }) => path));
  return mandatoryPaths(planOf(member)?.steps ?? [], member.latest.input)
    .filter(
      (path) => !expected.has(`${member.id} ${path}`) && !byHand.has(path) && !byHand.has(path.split('.')[0] ?? ''),
    )
    .map((path) => ({ execution: id, what: `completed, and ${path} was never called` }));
}

function placeName(execution: { id: string; step: string } | null): string {
  return execution === null ? '?' : `${execution.id} ${execution.step}`;
}

function hasNoCompensation(saga: Saga, effect: Effect | undefined): boolean {
  const { execution } = effect?.applied ?? { execution: null };
  if (execution === null) return false;
  return placeInSaga(saga, execution.id, execution.step)?.call?.compensation === null;
}
