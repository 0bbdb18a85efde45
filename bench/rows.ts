import { median, ratioOf, type Paired } from './statistics.ts';

/** One line of a table: either both sides and their ratio, or a figure of its own. */
export type Row = ComparedRow | SingleRow;

export interface ComparedRow {
  kind: 'compared';
  what: string;
  definition: string;
  handWritten: string;
  ratio: string;
  target: string;
  isMet: boolean;
}

export interface SingleRow {
  kind: 'single';
  what: string;
  figure: string;
  /** Empty when there is none. */
  target: string;
  isMet: boolean;
}

export function compared(what: string, paired: Paired, unit: string, maxRatio: number): ComparedRow {
  const ratio = ratioOf(paired);
  return {
    kind: 'compared',
    what,
    definition: `${shown(median(paired.definition))} ${unit}`,
    handWritten: `${shown(median(paired.handWritten))} ${unit}`,
    ratio: `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}, ${ratio.pairs} pairs)`,
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

/** Three digits that count. */
function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
