import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkMarker } from '../../history/interpreting/known-markers.ts';
import { Misread } from '../../history/interpreting/misread.ts';

const workflows = fileURLToPath(new URL('../../workflows', import.meta.url));

it('every change that workflows ask for is one that readers of histories know', () => {
  const files = readdirSync(workflows, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const asked = files.flatMap((file) => {
    const source = readFileSync(`${workflows}/${file}`, 'utf8');
    return [...source.matchAll(/\bpatched\((['"`])(.+?)\1\)/g)].map(([, , id = '']) =>
      id.replaceAll(/\$\{.+?\}/g, '7'),
    );
  });
  expect(asked.sort()).toEqual([
    'admission',
    'canceled-unsent',
    'failed-step',
    'later-run',
    'loop-limit',
    'output-kept',
    'past#7',
    'strays',
  ]);
  for (const id of asked) expect(checkMarker(id)).toBe(id);
});

it('any other one was written by a newer version', () => {
  expect(() => checkMarker('of tomorrow')).toThrow(Misread);
});
