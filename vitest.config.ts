import { defineConfig } from 'vitest/config';

export default defineConfig({
  // These reach Node itself too, where `import` or `module` would give `require` the wrong kind of module.
  ssr: { resolve: { conditions: ['@marketloom/source', 'node'] } },
  test: {
    include: ['{libs,apps,tools}/**/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['tools/testing/src/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
