import type { FastifyRequest } from 'fastify';
import type { HttpSettings } from './settings.ts';

/** Where this API is for whoever asks; `Host` was checked before. */
export function baseUrl({ publicUrl }: HttpSettings, { protocol, headers }: FastifyRequest): string {
  return publicUrl ?? `${protocol}://${headers.host ?? ''}`;
}

/** Where the RFC 9728 document of the resource that was asked for is: the facade's has a path of its own. */
export function metadataUrl(settings: HttpSettings, request: FastifyRequest): string {
  const resource = request.url.startsWith(FACADE_PATH) ? FACADE_PATH : '';
  return `${baseUrl(settings, request)}${METADATA_PATH}${resource}`;
}

export const FACADE_PATH = '/mcp';
export const METADATA_PATH = '/.well-known/oauth-protected-resource';
