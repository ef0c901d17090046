#!/usr/bin/env node
// In the workspace this runs from TypeScript source, with no build; installed from a registry, from what was built.
import { existsSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();
const source = new URL('../src/main.ts', import.meta.url);
const isWorkspace = !source.pathname.includes('/node_modules/') && existsSync(source);

if (!isWorkspace) {
  await import('../dist/main.js');
} else if (process.features.typescript && module.registerHooks) {
  module.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, '@marketloom/source'] }),
  });
  await import(source.href);
} else {
  process.stderr.write(
    `error: marketloom-klines needs Node 22.19 or newer, and this is ${process.version}; npx takes the workspace's own\n`,
  );
  process.exitCode = 1;
}
