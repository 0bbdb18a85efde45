import { median, ratioOf, type Paired, type Spread } from './statistics.ts';

/** One line of a table: both sides and their ratio, a figure of its own, or a door and what it is compared with. */
export type Row = ComparedRow | SingleRow | DoorRow;

export interface ComparedRow {
  kind: 'compared';
  what: string;
  definition: string;
  handWritten: string;
  ratio: string;
  target: string;
  isMet: boolean;
  /** In which tables it stands; in the first ones when absent. */
  section?: 'wire';
}

export interface SingleRow {
  kind: 'single';
  what: string;
  figure: string;
  /** Empty when there is none. */
  target: string;
  isMet: boolean;
  section?: 'wire';
}

export interface DoorRow {
  kind: 'door';
  what: string;
  figure: string;
  /** The other figure, and of what. */
  comparedWith: string;
  comparison: string;
  /** Empty when there is none. */
  target: string;
  isMet: boolean;
  section?: 'wire';
}

export function compared(what: string, paired: Paired, unit: string, maxRatio: number): ComparedRow {
  const ratio = ratioOf(paired.definition, paired.handWritten);
  return {
    kind: 'compared',
    what,
    definition: `${shown(median(paired.definition))} ${unit}`,
    handWritten: `${shown(median(paired.handWritten))} ${unit}`,
    ratio: shownSpread(ratio),
    target: `≤ ${maxRatio}`,
    isMet: ratio.median <= maxRatio,
  };
}

export function eventsRow(events: { definition: number; handWritten: number }, maximum: number): ComparedRow {
  return {
    kind: 'compared',
    what: 'One more sequential step',
    definition: `${events.definition} events`,
    handWritten: `${events.handWritten} events`,
    ratio: (events.definition / events.handWritten).toFixed(2),
    target: `≤ ${maximum} events`,
    isMet: events.definition <= maximum,
  };
}

export function atMost(what: string, value: number, unit: string, maximum: number | null): SingleRow {
  const isMet = maximum === null || value <= maximum;
  const target = maximum === null ? '' : `≤ ${maximum} ${unit}`;
  return { kind: 'single', what, figure: `${shown(value)} ${unit}`, target, isMet };
}

export function notMeasured(what: string, why: string): SingleRow {
  return { kind: 'single', what, figure: `not measured: ${why}`, target: '–', isMet: false };
}

/** The median, with the lowest and the highest. */
export function shownSpread({ median: middle, min, max, pairs }: Spread): string {
  return `${middle.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)}, ${pairs} pairs)`;
}

/** Three digits that count. */
export function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
