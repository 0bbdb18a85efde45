import { placeInSaga } from '../reading/place-in-saga.ts';
import { mustPrecede, type Place, type PlanShape } from '../reading/plan-shape.ts';
import type { CampaignRun, Effect, Invariant, Saga, Violation } from '../types.ts';
import { planOf } from '../reading/place-in-saga.ts';

export const undoneInOrder: Invariant = {
  id: 'I6',
  reading:
    'What depends on something is undone before it (S19): at the moment at which the ledger ends an effect, no effect is in force that depends on it by the plan (`depends_on`, the order of a tools step; a child counts as its step) and that is undone later. Checked per undone effect. What an operator left in force is not waited for.',
  check(run) {
    let checked = 0;
    const violations = run.sagas.flatMap((saga) => {
      const undone = (run.effectsOf.get(saga) ?? []).filter((effect) => effect.undone !== null);
      checked += undone.length;
      return checkSaga(saga, undone);
    });
    return { checked, violations };
  },
};

interface Placed {
  effect: Effect;
  place: Place;
}

function checkSaga(saga: Saga, undone: CampaignRun['effects']): Omit<Violation, 'invariant'>[] {
  const plan = planOf(saga.root);
  if (plan === null) return [];
  const placed = undone.flatMap((effect): Placed[] => {
    const { execution } = effect.applied;
    const place = execution === null ? null : placeInSaga(saga, execution.id, execution.step);
    return place === null ? [] : [{ effect, place }];
  });
  return placed.flatMap((below) =>
    placed.filter((above) => wasTooEarly(plan, below, above)).map((above) => tell(saga, below, above)),
  );
}

/** `below` was undone while `above`, which depends on it, was still in force. */
function wasTooEarly(plan: PlanShape, below: Placed, above: Placed): boolean {
  const { applied, undone } = above.effect;
  const end = below.effect.undone;
  if (end === null || undone === null || above === below) return false;
  return applied.seq < end.seq && end.seq < undone.seq && mustPrecede(plan, below.place, above.place);
}

function tell(saga: Saga, below: Placed, above: Placed): Omit<Violation, 'invariant'> {
  const name = ({ effect }: Placed): string => effect.applied.execution?.step ?? effect.id;
  return { execution: saga.id, what: `${name(below)} was undone before ${name(above)}, which depends on it` };
}
