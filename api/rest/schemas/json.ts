import { z } from 'zod';
import type { Json, JsonObject } from '../../../plan/json.ts';

// A body was JSON before it got here, and views are our own: there is nothing to look for in them again.

/** Any JSON value. */
export const json = z.custom<Json>();

/** Any JSON object. */
export const jsonObject = z.custom<JsonObject>(isObject, 'must be an object').meta({ type: 'object' });

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
