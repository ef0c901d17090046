#!/usr/bin/env node
// In the workspace this runs from TypeScript source, with no build; installed from a registry, from what was built.
import { existsSync } from 'node:fs';
import module from 'node:module';
import v8 from 'node:v8';

// Pages of candles pass through in buffers that V8 frees with the small objects that name them, and it is in no hurry: left
// to itself it lets what is done with pile up to several times what is in use. These settings are read at each collection
// and limit nothing: the space of young objects stays as small as it begins, which one thread looks through faster than
// several, and the rest is looked through when it has grown by two fifths.
v8.setFlagsFromString('--semi-space-growth-factor=1');
v8.setFlagsFromString('--no-parallel-scavenge');
v8.setFlagsFromString('--heap-growing-percent=40');

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
