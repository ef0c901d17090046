#!/usr/bin/env node
// In the workspace this runs from TypeScript source, with no build; installed from a registry, from what was built.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

const source = new URL('../src/main.ts', import.meta.url);
const isWorkspace = !source.pathname.includes('/node_modules/') && existsSync(source);

if (isWorkspace) {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, '@marketloom/source'] }),
  });
  await import(source.href);
} else {
  await import('../dist/main.js');
}
