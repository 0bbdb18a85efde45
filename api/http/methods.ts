import type { HttpApp } from './app.ts';
import { HttpError } from './errors.ts';
import { PAGE_PATH } from './openapi/openapi.ts';

/** Notes the methods of every route that is added from now on; the function it gives refuses all others, with what is allowed. */
export function refuseOtherMethods(app: HttpApp): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...known]) {
      // Of the docs page, which has its own ways.
      if (url.startsWith(PAGE_PATH)) continue;
      const allow = [...methods].join(', ');
      app.route({
        url,
        method: app.supportedMethods.filter((method) => !methods.has(method)),
        schema: { hide: true },
        config: { isOpen: true },
        onRequest: ({ method }) => {
          throw new HttpError('method-not-allowed', `${method} is nothing that can be asked here, only ${allow}.`, {
            allow,
          });
        },
        handler: () => undefined,
      });
    }
  };
}
