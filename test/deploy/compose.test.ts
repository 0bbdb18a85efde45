import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { ownServices, readCompose } from './compose.ts';
import { fileText, repositoryPath } from './read-yaml.ts';

const compose = readCompose();
const services = Object.entries(compose.services);

it('fits the Compose Specification', () => {
  const schema = JSON.parse(fileText('test/fixtures/schemas/compose.json')) as Record<string, unknown>;
  // Its `$schema` is draft 07 under another address, and `format` names what Docker alone knows.
  const accepts = new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, $schema: undefined });
  expect(accepts(compose), JSON.stringify(accepts.errors)).toBe(true);
  expect(accepts({ services: { api: { imagine: 'sagaflow' } } })).toBe(false);
});

it.each(services)('pins the image of %s', (_name, { image }) => {
  expect(image).toMatch(/^[\w./-]+:\d+\.\d+(?:\.\d+)?(?:-[a-z]+)?$/);
});

it.each(ownServices(compose))('%s runs without root, on a root that is read-only', (_name, service) => {
  expect(service).toMatchObject({ user: '1000:1000', read_only: true, cap_drop: ['ALL'] });
  expect(service.security_opt).toContain('no-new-privileges:true');
});

it('says of every service that stays whether it is healthy, but for the UI', () => {
  const staying = services.filter(([, { restart }]) => restart === 'unless-stopped');
  expect(staying.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name)).toEqual([
    'temporal-ui',
  ]);
});

it('waits for what it needs, in a state that exists', () => {
  for (const [name, { depends_on = {} }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const service = compose.services[other];
      expect(service, `${name} depends on ${other}`).toBeDefined();
      if (condition === 'service_healthy') expect(service?.healthcheck, `${other} has a health check`).toBeDefined();
      else expect(service?.restart, `${other} is a job that ends`).toMatch(/^on-failure/);
    }
  }
});

it('runs two workers', () => {
  expect(compose.services['worker']?.deploy?.replicas).toBe(2);
});

it('asks for every secret, and has a default for none', () => {
  const references = fileText('docker-compose.yml').match(/\$\{[^}]*\}/g) ?? [];
  expect(references.length).toBeGreaterThan(0);
  for (const reference of references) expect(reference).toMatch(/^\$\{[A-Z_]+:\?set [A-Z_]+ in \.env\}$/);
  const asked = new Set(references.map((reference) => /[A-Z_]+/.exec(reference)?.[0]));
  const offered = new Set(fileText('deploy/env.example').match(/^[A-Z_]+(?==)/gm));
  expect(offered).toEqual(asked);
});

it('publishes nothing beyond this machine', () => {
  const ports = services.flatMap(([, service]) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

it('mounts only what is there', () => {
  for (const mount of services.flatMap(([, service]) => service.volumes ?? [])) {
    const [source = ''] = mount.split(':');
    if (source.startsWith('.')) expect(existsSync(repositoryPath(source)), source).toBe(true);
    else expect(Object.keys(compose.volumes)).toContain(source);
  }
});

it('runs the server that the dev server and the proof of the cluster have', () => {
  const version = /go\.temporal\.io\/server v(\S+)/;
  const [, tested] = version.exec(fileText('deploy/temporal-dev-server/go.mod')) ?? [];
  expect(version.exec(fileText('deploy/cluster/server/go.mod'))?.[1]).toBe(tested);
  expect(compose.services['temporal']?.image).toBe(`temporalio/server:${tested ?? ''}`);
  expect(compose.services['temporal-schema']?.image).toBe(`temporalio/admin-tools:${tested ?? ''}`);
});
