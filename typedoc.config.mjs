import { keepCodeOfHeadings, load, repository } from './docs/reference.mjs';

// Where sources are: said here rather than found out from a remote, which a checkout need not have.
const root = import.meta.dirname;

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Marketloom',
  entryPointStrategy: 'packages',
  entryPoints: ['libs/*', 'libs/adapters/*', 'apps/*'],
  packageOptions: {
    entryPoints: ['src/index.ts'],
    tsconfig: 'tsconfig.json',
    readme: 'README.md',
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    preservedTypeAnnotationTags: ['@throws'],
    requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Method', 'Accessor'],
    validation: {
      notExported: true,
      notDocumented: true,
      invalidLink: true,
      invalidPath: true,
      rewrittenLink: true,
    },
    disableGit: true,
    gitRevision: 'main',
    sourceLinkTemplate: `${repository}/{path}#L{line}`,
    basePath: root,
    displayBasePath: root,
  },
  validation: {
    notExported: false,
    notDocumented: false,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
  },
  highlightLanguages: ['ts', 'sql', 'sh', 'ini', 'json', 'text'],
  projectDocuments: ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/adding-an-adapter.md', 'BENCHMARKS.md'],
  excludeInternal: true,
  customCss: 'docs/reference.css',
  plugin: [load],
  markdownItLoader: keepCodeOfHeadings,
  treatWarningsAsErrors: true,
  out: 'dist/docs',
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate: `${repository}/{path}#L{line}`,
  basePath: root,
  displayBasePath: root,
};
