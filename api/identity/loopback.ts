import { isIPv4 } from 'node:net';

/** A host name or address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  return ['localhost', '::1', '[::1]'].includes(host.toLowerCase());
}

/** Keys that come over an open line could be anybody's: https, or http that stays on this machine. */
export function isSafeUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
