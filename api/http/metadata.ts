import { z } from 'zod';
import type { Authenticator } from '../identity/authenticator.ts';
import { answers, OPEN_PROBLEMS } from '../rest/answers.ts';
import type { HttpApp } from './app.ts';
import { HttpError } from './errors.ts';
import { baseUrl, FACADE_PATH, METADATA_PATH } from './public-url.ts';
import type { HttpSettings } from './settings.ts';

/** RFC 9728: where callers get their tokens. Once for the API, once for the facade. */
export function addMetadata(app: HttpApp, authenticator: Authenticator, settings: HttpSettings): void {
  for (const [path, resource, operationId] of [
    [METADATA_PATH, '', 'describeApiProtection'],
    [`${METADATA_PATH}${FACADE_PATH}`, FACADE_PATH, 'describeFacadeProtection'],
  ] as const) {
    app.get(path, {
      config: { isOpen: true },
      schema: {
        tags: ['Identity'],
        operationId,
        security: [],
        summary: 'Who gives tokens for this resource (RFC 9728)',
        response: answers(
          { 200: { description: 'The issuers, and the scopes.', schema: z.record(z.string(), z.unknown()) } },
          [...OPEN_PROBLEMS, 404],
        ),
      },
      handler: (request) => {
        const document = authenticator.metadata(`${baseUrl(settings, request)}${resource}`);
        if (document === null)
          throw new HttpError('not-found', 'No issuer of tokens is configured here; API keys are not described.');
        return document;
      },
    });
  }
}
