import type { z } from 'zod';
import type { FastifySchemaCompiler } from 'fastify';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { bigIntegerMisfit } from '../operations/big-integer-misfit.ts';
import { OperationError } from '../operations/errors.ts';
import type { Misfit } from '../../plan/misfits.ts';

/**
 * Checks a part of a request against its zod schema. What is no request of ours is 400; a body that can be read and does not fit is
 * 422, with JSON pointers into it.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (value: unknown) => {
    const result = schema.safeParse(value, { reportInput: false });
    if (result.success) return { value: result.data };
    const part = httpPart ?? 'body';
    const misfits = result.error.issues.flatMap((issue) => toMisfits(issue, []));
    const list = misfits.map(
      ({ pointer, message }) => `${pointer === '' ? `(${PARTS[part] ?? part})` : pointer} ${message}`,
    );
    const message = `The ${PARTS[part] ?? part} does not fit: ${list.join('; ')}.`;
    return { error: new OperationError(part === 'body' ? 'invalid-input' : 'bad-request', message, { misfits }) };
  };

const PARTS: Record<string, string> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' };

type Issue = z.core.$ZodIssue;

function toMisfits(issue: Issue, above: readonly PropertyKey[]): Misfit[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), message: 'is not known here' }));
    case 'invalid_union':
      return [{ pointer: pointerTo(path), message: unionMessage(issue.errors.flat()) }];
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return [{ pointer: pointerTo(path), message: 'is missing' }];
      return [{ pointer: pointerTo(path), message: bigIntegerMisfit(issue) ?? `must be of type ${issue.expected}` }];
    case 'invalid_value':
      return [
        {
          pointer: pointerTo(path),
          message: `must be one of ${issue.values.map((value) => stringifyJson(value)).join(', ')}`,
        },
      ];
    default:
      return [{ pointer: pointerTo(path), message: issue.message }];
  }
}

function unionMessage(issues: Issue[]): string {
  const said = issues.flatMap((issue) => toMisfits(issue, [])).map(({ message }) => message);
  return [...new Set(said)].join(', or ');
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
