import { isJsonObject, type Json } from '../../../plan/json.ts';
import type { DataLimits, Kept } from '../../../plan/recorded-data.ts';
import type { ExecutionView, StepView } from '../../../plan/view.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { recordedData } from './recorded.ts';

/** A row of the view with what it was called with and what it ended with; null where it has none, or not yet. */
export interface StepWithData extends StepView {
  arguments: Json;
  output: Json;
}

/** A view, or a page of one, with the values that belong to it. */
export type WithData<View extends ExecutionView> = Omit<View, 'steps'> & {
  input: Json;
  steps: StepWithData[];
  /** Why values of earlier runs are missing; null when none are. */
  dataMissing: string | null;
};

/** How the door at hand says where a value is that was cut: `null` is the input. */
export type WhereWhole = (path: string | null) => string;

/**
 * Adds input, arguments and outputs to a view that the caller has got. A value of more than 16 kB, and what is more than 1 MB in all, is cut:
 * then `{"sagaflow:cut": {bytes, whole}}` stands in its place. Throws `forbidden` without the scope.
 */
export function addData({ executions, access }: Parts) {
  return async <View extends ExecutionView>(
    caller: Caller,
    view: View,
    whereWhole: WhereWhole,
  ): Promise<WithData<View>> => {
    access.demandData(caller, view.id, view);
    const { input, steps, missing } = await recordedData(executions, view, view.steps, LIMITS);
    const show = (kept: Kept | null | undefined, path: string | null): Json => shown(kept ?? null, path, whereWhole);
    return {
      ...view,
      input: show(input, null),
      steps: view.steps.map((row) => {
        const data = steps.get(row.path);
        return { ...row, arguments: show(data?.arguments, row.path), output: show(data?.output, row.path) };
      }),
      dataMissing: missing,
    };
  };
}

const LIMITS: DataLimits = { ofOne: 16 * 1024, ofAll: 1024 * 1024 };

function shown(kept: Kept | null, path: string | null, whereWhole: WhereWhole): Json {
  if (kept === null) return null;
  return kept.kind === 'whole' ? kept.value : { [CUT]: { bytes: kept.bytes, whole: whereWhole(path) } };
}

/** The one member of what stands for a value that was cut. */
const CUT = 'sagaflow:cut';

/** What stands for a value that was cut: its bytes, and where it is whole; null for a value itself. */
export function cutOf(value: Json): { bytes: number; whole: string } | null {
  const cut = isJsonObject(value) ? value[CUT] : null;
  return isJsonObject(cut) ? (cut as unknown as { bytes: number; whole: string }) : null;
}
