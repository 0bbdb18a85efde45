import { act, saga, stopWhenAsked } from './step.ts';

/** The definition that is changed while its sagas run. */
export const EDITED = 'edited';

/** Its texts, one after the other: in the second a step has another name, in the third it is gone. */
export const EDITIONS: readonly string[] = [
  edition([act('opening', { undo: 'by_id' }), act('middle'), act('closing', { server: 'atomic' })]),
  edition([act('opening', { undo: 'by_id' }), act('centre'), act('closing', { server: 'atomic' })]),
  edition([act('opening', { undo: 'by_id' }), act('closing', { server: 'atomic' })]),
];

function edition(steps: string[]): string {
  return saga(EDITED, [...steps, stopWhenAsked()]);
}
