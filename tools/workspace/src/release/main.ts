import { join } from 'node:path';
import { releasePublish } from 'nx/release';
import { buildPackages, repository, stagePackages } from '../packages/stage-packages.ts';
import { HELP, parseReleaseCommand } from './command-line.ts';
import { makeVersion } from './make-version.ts';

/** Publishes what is checked out. Versions that are published already are passed over. */
async function publish(dryRun: boolean): Promise<number> {
  await buildPackages();
  await stagePackages(join(repository, 'dist', 'packages'));
  const results = await releasePublish({ dryRun, firstRelease: true, access: 'public' });
  return Object.values(results).some(({ code }) => code !== 0) ? 1 : 0;
}

try {
  const command = parseReleaseCommand(process.argv.slice(2));
  if (command === null) {
    process.stdout.write(HELP);
  } else {
    if (command.steps.includes('version')) await makeVersion(command);
    if (command.steps.includes('publish')) process.exitCode = await publish(command.dryRun);
  }
} catch (error) {
  const isUsage = error instanceof TypeError;
  process.stderr.write(`${isUsage ? error.message : (error as Error).stack}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
