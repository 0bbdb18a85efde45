import { describe, expect, it } from 'vitest';
import { matchesUriTemplate } from '../../federation/catalog/uri-template.ts';
import { here, program, server } from './programs.ts';
import { bench, callOptions } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);
const gone = { ...moody, command: './gone' } as typeof moody;

describe('a resource', () => {
  it('is read where its scheme is declared, without asking anybody', async () => {
    const { federation, events } = bench([server('a', moody, { schemes: ['mood'] }), server('b', gone)]);
    expect(await federation.routeResource('mood://today')).toEqual({ ok: true, server: 'a' });
    expect(events).toEqual([]);
  });

  it('is read at the server whose name is its scheme', async () => {
    const { federation } = bench([server('mood', gone), server('b', gone)]);
    expect(await federation.routeResource('mood://today')).toEqual({ ok: true, server: 'mood' });
  });

  it('is read where it is listed, though another server is down', async () => {
    const { federation } = bench([server('a', gone), server('b', moody)]);
    expect(await federation.routeResource('mood://today')).toEqual({ ok: true, server: 'b' });
    const read = await federation.readResource({ server: 'b', uri: 'mood://today', meta: {} }, callOptions());
    expect(read).toEqual({
      kind: 'resource',
      contents: [{ uri: 'mood://today', mimeType: 'text/plain', text: 'fair' }],
    });
  });

  it('that nobody or more than one offers is a problem that names them', async () => {
    const { federation } = bench([server('a', moody), server('b', moody), server('c', gone)]);
    expect(await federation.routeResource('mood://today')).toMatchObject({ ok: false, candidates: ['a', 'b'] });
    expect(await federation.routeResource('mood://never')).toEqual({
      ok: false,
      problem: 'No server offers the resource "mood://never". Not asked, because unreachable: c.',
      candidates: [],
    });
    expect(await federation.routeResource('today')).toMatchObject({ ok: false });
  });
});

describe('a URI template', () => {
  it.each([
    ['demo://text/{id}', 'demo://text/1', true],
    ['demo://text/{id}', 'demo://text/1/2', false],
    ['demo://text/{+path}', 'demo://text/1/2', true],
    ['demo://{a}/{b}', 'demo://x', false],
    ['demo://list{?page,size}', 'demo://list?page=2', true],
    ['demo://list{?page,size}', 'demo://list', true],
    ['demo://a.b', 'demo://aXb', false],
    ['demo://{', 'demo://{', true],
  ])('%s matches %s: %s', (template, uri, expected) => {
    expect(matchesUriTemplate(template, uri)).toBe(expected);
  });

  it('of many variables is matched in linear time', () => {
    expect(matchesUriTemplate(`demo://${'{+x}'.repeat(60)}!`, `demo://${'a'.repeat(20_000)}`)).toBe(false);
  });
});
