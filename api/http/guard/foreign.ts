import { HttpError } from '../errors.ts';
import { isLoopback } from '../../identity/loopback.ts';
import type { HttpSettings } from '../settings.ts';

/** A request's own words on where it goes and where it comes from. */
export interface Address {
  /** Header `Host`. */
  host: string | undefined;
  /** Header `Origin`: which web page asks; programs send none. */
  origin: string | undefined;
  /** The address of ours that the connection came in on. */
  localAddress: string | undefined;
}

/**
 * Refuses what a web page of somebody else makes a browser send: names that were pointed at us (DNS rebinding), and foreign origins. A
 * page can choose a name, but no address: so our own address is always right.
 */
export function refuseForeign(settings: HttpSettings): (address: Address) => void {
  const names = new Set([...settings.allowedHosts, ...(isLoopback(settings.host) ? LOOPBACK : [])]);
  const origins = new Set(settings.allowedOrigins);
  if (settings.publicUrl !== null) {
    names.add(new URL(settings.publicUrl).hostname);
    origins.add(new URL(settings.publicUrl).origin);
  }
  return ({ host, origin, localAddress }) => {
    const name = hostname(host);
    if (name === null || !(names.has(name) || isSameAddress(name, localAddress))) {
      throw new HttpError(
        'foreign-host',
        `${FOREIGN_HOST} Add its name to SAGAFLOW_ALLOWED_HOSTS, or set SAGAFLOW_PUBLIC_URL.`,
      );
    }
    if (origin === undefined || origins.has(origin) || isSameOrigin(origin, host)) return;
    throw new HttpError(
      'foreign-origin',
      'Web pages of this origin may not ask here. Add it to SAGAFLOW_ALLOWED_ORIGINS.',
    );
  };
}

/** Whether the answer may be read by the web page that asks. */
export function isAllowedOrigin({ allowedOrigins }: HttpSettings, origin: string | undefined): origin is string {
  return origin !== undefined && allowedOrigins.includes(origin);
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

const FOREIGN_HOST = 'This API is not served under the name in the header "Host".';

/** Small letters, without port; an IPv6 address with its brackets. */
function hostname(host: string | undefined): string | null {
  const match = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.exec(host ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}

function isSameAddress(name: string, localAddress: string | undefined): boolean {
  if (localAddress === undefined) return false;
  return name === localAddress.replace(/^::ffff:/, '') || name === `[${localAddress}]`;
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  return origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`;
}
