import type { MadeCampaign } from './made-campaign.ts';

/**
 * Three sagas that end as they should: completed, compensated, and parked. With the name of an invariant, exactly that one is broken
 * in one place.
 */
export function makeSagas(campaign: MadeCampaign, broken: string | null = null): void {
  completes(campaign, broken);
  goesBack(campaign, broken);
  parks(campaign, broken);
  if (broken === 'I1') campaign.starts.push({ id: 'lost', runId: 'lost-run', definition: 'made', input: {} });
}

function completes({ saga, journal }: MadeCampaign, broken: string | null): void {
  const { history, forward } = saga('completes');
  history.show({ SagaState: 'forward' });
  forward('one').succeed();
  if (broken === 'I10') {
    // An effect under a key that nobody scheduled, sent by nobody that is known.
    forward('two', { key: 'scheduled' }).succeed();
    const entry = journal.at(-1);
    journal.push({
      ...entry,
      key: 'unheard-of',
      execution: null,
      effect: 'e-unheard-of',
      seq: journal.length + 1,
    } as never);
  } else {
    forward('two').succeed();
  }
  const three = forward('three');
  three.arrive();
  if (broken !== 'I3') three.apply();
  history.complete(three.eventId);
  history.show({ SagaState: 'completed' });
  history.completed();
}

/** `one` and `two` were done when `three` was declined. */
function goesBack({ saga }: MadeCampaign, broken: string | null): void {
  const { history, forward, compensation } = saga('goes-back');
  const one = forward('one');
  const first = one.succeed();
  const again = broken === 'I2' ? one.apply() : null;
  const two = forward('two');
  const isLate = broken === 'I8';
  const second = isLate ? null : two.succeed();
  if (isLate) history.complete(two.eventId);
  const three = forward('three', { arguments: { ref: 'declined' } });
  three.arrive();
  const decline = (): void => history.fail(three.eventId, 'ToolFailed', 'It is declined.', 'no_effect');
  if (broken !== 'I7') decline();

  history.show({ SagaState: 'compensating', FailedStep: 'three' });
  const undoTwo = compensation(two);
  if (broken === 'I7') decline();
  undoTwo.arrive();
  if (isLate) {
    undoTwo.bury();
    history.complete(undoTwo.eventId);
    const arrived = two.apply();
    compensation(two, { key: 'undo-two-again', epoch: 1 }).succeed(arrived);
  }
  const undoOne = compensation(one, broken === 'I11' ? { arguments: { ref: 'something else' } } : {});
  if (broken === 'I6') undoOne.apply(first);
  if (second !== null) undoTwo.apply(second);
  if (second !== null) history.complete(undoTwo.eventId);
  undoOne.arrive();
  if (broken !== 'I6' && broken !== 'I4') undoOne.apply(first);
  history.complete(undoOne.eventId);
  if (again !== null) undoOne.apply(again);
  if (broken === 'I9') forward('two', { key: 'onward', epoch: 1, intent: null });

  const cause = { type: 'ToolFailed', message: broken === 'I12' ? 'It cannot be undone.' : 'It is declined.' };
  history.failed('SagaCompensated', { step: 'three', cause });
}

function parks({ saga }: MadeCampaign, broken: string | null): void {
  const { history, forward } = saga('parks');
  forward('one').succeed();
  const two = forward('two');
  two.arrive();
  history.fail(two.eventId, 'ServerUnavailable', 'lost', 'unknown');
  history.show({ SagaState: 'parked', FailedStep: 'two', ParkReason: 'ServerUnavailable: lost' });
  if (broken === 'I5') history.show({ SagaState: 'forward' });
}
