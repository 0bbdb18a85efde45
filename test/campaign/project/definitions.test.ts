import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFINITIONS } from './definitions.ts';

interface Step {
  name: string;
  mcp_server?: string;
  compensation?: unknown;
  steps?: Step[];
}

const steps = (list: Step[]): Step[] => list.flatMap((step) => [step, ...steps(step.steps ?? [])]);

it('a site is said to be on the server that its step is on, and undone when its step is', () => {
  const all = new Map<string, Step>();
  for (const { text } of DEFINITIONS) {
    const { saga_definition: saga } = parse(text) as { saga_definition: { steps: Step[] } };
    for (const step of steps(saga.steps)) all.set(step.name, step);
  }
  for (const { path, server, isUndone } of DEFINITIONS.flatMap(({ sites }) => sites)) {
    const step = all.get(path.replace(/\[\d+\]$/, ''));
    expect({ path, server: step?.mcp_server, isUndone: step?.compensation !== undefined }).toEqual({
      path,
      server,
      isUndone,
    });
  }
});
