import { defineConfig } from 'vitest/config'

/** `unit` needs nothing but Node; `system` has the embedded Postgres; `browser` a Chromium; `faults` kills processes. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/fixtures/**/*.test.ts', 'tests/architecture.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts', 'tests/contracts/**/*.test.ts', 'tests/walk.test.ts', 'tests/storage/**/*.test.ts'],
          globalSetup: ['tests/support/global-database.ts'],
          testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: 2,
        },
      },
      { test: { name: 'browser', include: ['tests/e2e/**/*.test.ts'], globalSetup: ['tests/e2e/support/global-demo.ts'], testTimeout: 60_000, hookTimeout: 180_000, maxWorkers: 1, fileParallelism: false } },
      { test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], globalSetup: ['tests/support/global-database.ts'], testTimeout: 300_000, hookTimeout: 120_000, maxWorkers: 1, fileParallelism: false } },
    ],
  },
})
