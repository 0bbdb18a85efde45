import { afterAll, beforeAll, expect } from 'vitest';
import { openTestProject, type ProjectFiles, type TestProject } from '../project.ts';
import { startLab, type Lab } from './lab.ts';

/** A lab and a project on its servers for all tests of a file; handed over before the first of them. */
export function useLab(
  definitions: string[],
  take: (opened: { lab: Lab; project: TestProject }) => void,
  more: Omit<ProjectFiles, 'platform' | 'definitions'> = {},
): void {
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const lab = await startLab();
    const project = await openTestProject({ platform: lab.platform, definitions, ...more });
    close = async () => {
      await project.close();
      await lab.close();
    };
    expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    take({ lab, project });
  });
  afterAll(() => close?.());
}
