export { installFrom } from './outside-project.ts';
export { type PackageRegistry, servePackages } from './package-registry.ts';
export { buildPackages, packPackages, type StagedPackage, stagePackages } from './stage-packages.ts';
