import { isIP } from 'node:net';
import { z } from 'zod';

/** Where the API listens, and what it protects itself from. Every default is here. */
export interface HttpSettings {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Names, without a port, under which the API may be addressed besides its own. */
  allowedHosts: string[];
  /** Origins of web pages that may ask besides the API's own. */
  allowedOrigins: string[];
  /** Where callers reach the API: scheme, host and port; null: as they address it. */
  publicUrl: string | null;
  bodyLimitBytes: number;
  /** Requests of one caller a minute; 0: no limit. */
  rateLimitPerMinute: number;
  /** Above this mean delay of the event loop new work is refused; 0: never. */
  maxEventLoopDelayMs: number;
  /** A comment on a quiet stream, so that nothing between us and the client ends it. */
  heartbeatMs: number;
  /** What may still be under way at the end is cut after this. */
  shutdownMs: number;
  /** Whether everybody who reaches the port may read `/metrics`. */
  hasOpenMetrics: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of the HTTP server, or a sentence for everything that is wrong with them. Called by the mains. */
export function readHttpSettings(environment: Environment): { settings: HttpSettings } | { problems: string[] } {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = VARIABLES.safeParse(given);
  if (!result.success) {
    return { problems: result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`) };
  }
  const read = result.data;
  return {
    settings: {
      host: read.SAGAFLOW_HTTP_HOST,
      port: read.SAGAFLOW_HTTP_PORT,
      allowedHosts: read.SAGAFLOW_ALLOWED_HOSTS,
      allowedOrigins: read.SAGAFLOW_ALLOWED_ORIGINS,
      publicUrl: read.SAGAFLOW_PUBLIC_URL ?? null,
      bodyLimitBytes: read.SAGAFLOW_BODY_LIMIT,
      rateLimitPerMinute: read.SAGAFLOW_RATE_LIMIT,
      maxEventLoopDelayMs: read.SAGAFLOW_MAX_EVENT_LOOP_DELAY,
      heartbeatMs: 15_000,
      shutdownMs: 10_000,
      hasOpenMetrics: read.SAGAFLOW_HTTP_METRICS === 'open',
    },
  };
}

function whole(from: number, to: number, what: string) {
  return z
    .string()
    .regex(/^\d{1,9}$/, what)
    .transform(Number)
    .refine((value) => value >= from && value <= to, what);
}

const host = z
  .string()
  .refine((text) => isIP(text) !== 0 || /^[A-Za-z0-9.-]{1,253}$/.test(text), 'must be an address or a name of a host');

/** Hosts and origins are compared as browsers send them: in small letters. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== ''),
);

const hosts = list.refine(
  (names) => names.every((name) => /^([a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(name)),
  'must be names of hosts without scheme and port, separated by commas, as in "sagaflow.example.com,sagaflow"',
);

const origins = list.refine(
  (values) => values.every((value) => URL.canParse(value) && new URL(value).origin === value),
  'must be origins separated by commas, as in "https://office.example.com"',
);

const publicUrl = z
  .string()
  .transform((text) => text.replace(/\/$/, ''))
  .refine(
    (text) =>
      URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text.toLowerCase(),
    'must be an http or https URL without a path, as in "https://sagaflow.example.com"',
  );

/** Room for the 1 MiB that an input may have, and for the rest of a request. */
const BODY_LIMIT_BYTES = 1_572_864;

const VARIABLES = z.object({
  SAGAFLOW_HTTP_HOST: host.default('127.0.0.1'),
  SAGAFLOW_HTTP_PORT: whole(0, 65_535, 'must be a port from 0 to 65535').default(8080),
  SAGAFLOW_ALLOWED_HOSTS: hosts.default([]),
  SAGAFLOW_ALLOWED_ORIGINS: origins.default([]),
  SAGAFLOW_PUBLIC_URL: publicUrl.optional(),
  SAGAFLOW_BODY_LIMIT: whole(1_024, 16_777_216, 'must be a number of bytes from 1024 to 16777216').default(
    BODY_LIMIT_BYTES,
  ),
  SAGAFLOW_RATE_LIMIT: whole(0, 999_999_999, 'must be a number of requests a minute; 0 switches the limit off').default(
    60_000,
  ),
  SAGAFLOW_MAX_EVENT_LOOP_DELAY: whole(0, 60_000, 'must be milliseconds from 0 (off) to 60000').default(1_000),
  SAGAFLOW_HTTP_METRICS: z.enum(['guarded', 'open'], 'must be "guarded" or "open"').default('guarded'),
});
