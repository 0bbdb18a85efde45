import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

export async function signingKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const publicText = (key: SigningKey) => exportSPKI(key.publicKey);

export interface Issuer {
  url: string;
  /** What it publishes; may be replaced while it runs. */
  keys: SigningKey[];
  /** Paths under which its metadata are; their content can be changed. */
  metadata: Map<string, Record<string, unknown>>;
  /** How it answers for its keys: as it should, with 500, with a text that is no JSON, or with JSON that holds no keys. */
  mood: 'well' | 'broken' | 'babbling' | 'empty-handed';
  asked(path: string): number;
  close(): Promise<void>;
}

/** A real HTTP server that publishes keys as identity providers do. */
export async function startIssuer(keys: SigningKey[]): Promise<Issuer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    // No connection is kept: after close() the next request is refused, and never meets one that is just going down.
    response.setHeader('connection', 'close');
    answer(issuer, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: Issuer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    keys,
    metadata: new Map(),
    mood: 'well',
    asked: (path) => asked.filter((one) => one === path).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

function answer(issuer: Issuer, { url = '' }: IncomingMessage, response: ServerResponse): void {
  const metadata = issuer.metadata.get(url);
  if (metadata !== undefined) response.end(JSON.stringify(metadata));
  else if (url !== '/keys') response.writeHead(404).end();
  else if (issuer.mood === 'broken') response.writeHead(500).end();
  else if (issuer.mood === 'babbling') response.end('<html>');
  else if (issuer.mood === 'empty-handed') response.end('{}');
  else response.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }));
}

export const NOW_MS = Date.parse('2027-03-01T12:00:00Z');
export const NOW_S = NOW_MS / 1_000;

/** Claims of a token that is as it should be, with changes; undefined takes a claim out. */
export function claims(issuer: Issuer, changes: Record<string, unknown> = {}): JWTPayload {
  const all: Record<string, unknown> = {
    iss: issuer.url,
    aud: 'https://flows.example',
    sub: 'ada',
    exp: NOW_S + 300,
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function sign(key: SigningKey, payload: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}
