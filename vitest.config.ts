import { defineConfig } from 'vitest/config';

// These reach Node itself too, where `import` or `module` would give `require` the wrong kind of module.
const conditions = ['@marketloom/source', 'node'];

export default defineConfig({
  ssr: { resolve: { conditions } },
  // Where the global set-up runs.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    include: ['{libs,apps,tools}/**/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['tools/testing/src/global-setup.ts'],
    // Many tests wait for a clock: one worker fewer than there are cores would leave half of a small machine idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
