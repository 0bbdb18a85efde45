import { defineConfig } from 'vitest/config';

const integration = [
  'test/integration/**/*.test.ts',
  'test/cli/temporal/start-server.test.ts',
  'test/campaign/short.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: integration,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          globalSetup: ['test/support/global-setup.ts'],
          // Real servers share the machine, and wait more than they work: two files at a time, whatever the cores.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
