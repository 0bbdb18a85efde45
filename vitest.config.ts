import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const integration = [
  'test/integration/**/*.test.ts',
  'test/cli/temporal/start-server.test.ts',
  'test/campaign/short.test.ts',
];

/** Replaces a module of Temporal's: what it loads is its own. */
const alone = ['test/workflows/reminders.test.ts'];

// Files share their worker processes: loading the sources anew for every file took half of the time.
const shared = { isolate: false };
const unit = { maxWorkers: availableParallelism(), testTimeout: 60_000 };

const longest = ['test/model/model.test.ts', 'test/campaign/short.test.ts', 'test/integration/doors/processes.test.ts'];

/** What is longest begins first: a long file at the end would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((path) => moduleId.endsWith(path));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          ...unit,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...integration, ...alone],
        },
      },
      { test: { ...unit, name: 'unit-alone', include: alone } },
      {
        test: {
          ...shared,
          name: 'integration',
          include: integration,
          globalSetup: ['test/support/global-setup.ts'],
          // Real servers share the machine, and wait more than they work: three files at a time, whatever the cores.
          maxWorkers: 3,
          // The last resort, for what waits without asking whether anything moves: test/support/progress.ts gives up long before.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
