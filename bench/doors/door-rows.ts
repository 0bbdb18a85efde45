import { shown, shownSpread, type DoorRow } from '../rows.ts';
import { differenceOf, median, ratioOf } from '../statistics.ts';

/** What a door is compared with: its figures, measured in turns with the door's. */
export interface Other {
  of: string;
  values: number[];
}

export type Target =
  | { kind: 'ratio at most'; ratio: number }
  | { kind: 'ratio at least'; ratio: number }
  /** Of the door's own figure. */
  | { kind: 'figure at least'; figure: number }
  | { kind: 'none' };

/** Both figures, the ratio of the pairs, and whether the target is met. */
export function ratioRow(what: string, values: number[], other: Other, unit: string, target: Target): DoorRow {
  const ratio = ratioOf(values, other.values);
  return {
    ...figures(what, values, other, unit),
    comparison: shownSpread(ratio),
    ...judged(target, unit, { ratio: ratio.median, figure: median(values) }),
  };
}

/** Both figures, and by how much the door's are above the other's, at most so much. */
export function differenceRow(
  what: string,
  values: number[],
  other: Other,
  unit: string,
  maximum: number | null,
): DoorRow {
  const difference = differenceOf(values, other.values);
  return {
    ...figures(what, values, other, unit),
    comparison: `${difference.median < 0 ? '' : '+'}${shownSpread(difference)}`,
    target: maximum === null ? '' : `≤ ${maximum} ${unit} more`,
    isMet: maximum === null || difference.median <= maximum,
  };
}

function figures(what: string, values: number[], { of, values: others }: Other, unit: string) {
  const [figure, otherFigure] = [median(values), median(others)].map((value) => `${shown(value)} ${unit}`);
  return { kind: 'door' as const, what, figure: figure ?? '', comparedWith: `${otherFigure ?? ''}, ${of}` };
}

function judged(
  target: Target,
  unit: string,
  { ratio, figure }: { ratio: number; figure: number },
): Pick<DoorRow, 'target' | 'isMet'> {
  switch (target.kind) {
    case 'ratio at most':
      return { target: `≤ ${target.ratio}`, isMet: ratio <= target.ratio };
    case 'ratio at least':
      return { target: `≥ ${target.ratio}`, isMet: ratio >= target.ratio };
    case 'figure at least':
      return { target: `≥ ${target.figure} ${unit}`, isMet: figure >= target.figure };
    case 'none':
      return { target: '', isMet: true };
  }
}
