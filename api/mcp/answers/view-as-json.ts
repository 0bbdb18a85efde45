import type { JsonObject } from '../../../plan/json.ts';
import type { ExecutionView } from '../../../plan/view.ts';

/** The view is JSON by construction; its interfaces only lack the index that the type of JSON has. */
export function viewAsJson(view: ExecutionView): JsonObject {
  return view as unknown as JsonObject;
}
