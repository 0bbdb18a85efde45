import { Misread } from './misread.ts';

/** Changes that this code knows (`effects.patched`): a history with another one was written by a newer worker. */
const KNOWN = [
  /^admission$/,
  /^canceled-unsent$/,
  /^failed-step$/,
  /^foreign-result$/,
  /^later-run$/,
  /^loop-limit$/,
  /^output-kept$/,
  /^past#\d+$/,
  /^strays$/,
];

/** The id of a marker that this code knows. Throws `Misread` for any other. */
export function checkMarker(id: string): string {
  if (KNOWN.some((pattern) => pattern.test(id))) return id;
  throw new Misread(`the history was written by a newer version of Sagaflow, which knows "${id}"`);
}
