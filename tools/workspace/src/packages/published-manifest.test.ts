import { expect, it } from 'vitest';
import { publishedManifest } from './published-manifest.ts';

it('has nothing that is of use in the workspace alone', () => {
  const manifest = {
    name: '@marketloom/example',
    version: '0.1.0',
    files: ['dist'],
    exports: {
      '.': {
        '@marketloom/source': './src/index.ts',
        types: './dist/index.d.ts',
        default: './dist/index.js',
      },
      './package.json': './package.json',
    },
    scripts: { build: 'tsc -b' },
    dependencies: { 'big.js': '^7.0.1' },
    devDependencies: { vitest: '5' },
    nx: { name: 'example' },
  };
  expect(publishedManifest(manifest)).toEqual({
    name: '@marketloom/example',
    version: '0.1.0',
    files: ['dist'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    dependencies: { 'big.js': '^7.0.1' },
  });
});
