import { describe, expect, it } from 'vitest';
import { explain } from '../../compiler/explain.ts';
import { graph } from '../../compiler/graph.ts';
import { compileInLab } from './support/lab.ts';
import { fixturePath, fixtures } from './syntax/fixture-files.ts';

describe('a valid definition', () => {
  it.each(fixtures('valid'))('$name compiles to the plan beside it', async ({ name, text, file }) => {
    const result = compileInLab(text, { file });
    if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
    const expected = {
      ...explain(result),
      planHash: 'sha256:…',
      warnings: result.warnings.map(({ message }) => message),
    };
    await expect(`${JSON.stringify(expected, null, 2)}\n`).toMatchFileSnapshot(
      fixturePath(`valid/${name}.explain.json`),
    );
    await expect(graph(result.plan, 'mermaid')).toMatchFileSnapshot(fixturePath(`valid/${name}.mmd`));
  });

  it('every_verb has its whole plan beside it', async () => {
    const text = fixtures('valid').find(({ name }) => name === 'every_verb')?.text ?? '';
    const result = compileInLab(text);
    const plan = result.ok ? result.plan : result.diagnostics;
    await expect(`${JSON.stringify(plan, null, 1)}\n`).toMatchFileSnapshot(fixturePath('valid/every_verb.plan.json'));
    await expect(result.ok ? graph(result.plan, 'dot') : '').toMatchFileSnapshot(fixturePath('valid/every_verb.dot'));
  });
});
