import type { Residual } from '../../../plan/call.ts';
import type { Scope } from '../../../plan/expressions/evaluate.ts';
import { templateReferences } from '../../../plan/expressions/references.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import { isJsonObject, ownProperty, type Json, type JsonObject } from '../../../plan/json.ts';

/**
 * What a worker needs to evaluate a template on the raw result: only the values that it reads besides `output`, because all of it
 * goes into history.
 */
export function residual(template: Template, scope: Scope): Residual {
  const needed: Record<string, Json> = {};
  for (const { root, path } of templateReferences(template)) {
    if (root === 'output' || !Object.hasOwn(scope, root)) continue;
    const value = scope[root] ?? null;
    const [first] = path;
    if (!isJsonObject(value) || first === undefined) {
      needed[root] = value;
      continue;
    }
    const part: JsonObject = isJsonObject(needed[root]) ? needed[root] : {};
    const own = ownProperty(value, first);
    if (own !== undefined) part[first] = own;
    needed[root] = part;
  }
  return { template, scope: needed };
}
