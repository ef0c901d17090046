import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type SimulatedExchange, startSimulatedServer } from '@marketloom/adapter-testkit';
import {
  commandsOf,
  examplesOf,
  packageReadmes,
  type ReadmeCommand,
  type ReadmeExample,
} from '../readmes/readme-examples.ts';
import { installOnly } from './outside-project.ts';
import { repository } from './stage-packages.ts';

/** An example of a README that tells how to run it. */
export type OutsideExample = ReadmeExample & { readonly command: NonNullable<ReadmeExample['command']> };

/** All examples of the READMEs that can be run. */
export const readmeExamples: readonly OutsideExample[] = packageReadmes()
  .flatMap(examplesOf)
  .filter((example): example is OutsideExample => example.command !== null);

/** The commands of the READMEs, README by README, in their order. */
export const readmeCommands: readonly (readonly [ReadmeCommand, ...ReadmeCommand[]])[] = packageReadmes()
  .map(commandsOf)
  .filter((commands): commands is [ReadmeCommand, ...ReadmeCommand[]] => commands.length > 0);

/** What READMEs tell to install, ours and others'. */
export const readmePackages: readonly string[] = [
  ...new Set([...readmeExamples, ...readmeCommands.flat()].flatMap(({ installed }) => installed)),
];

/** The folder of an example, or of a README's commands, below the one that has them all. */
export function folderOf(
  parent: string,
  { readme, command }: Pick<ReadmeExample, 'readme'> & { readonly command?: OutsideExample['command'] },
): string {
  return join(parent, dirname(readme), command === undefined ? 'commands' : basename(command.file, '.mts'));
}

/** Lays each example into a folder of its own, where nothing is installed but what its README has told to install. */
export async function layReadmes(parent: string, project: string): Promise<void> {
  for (const example of readmeExamples) {
    const folder = folderOf(parent, example);
    await installOnly(folder, project, example.installed);
    await writeFile(join(folder, example.command.file), example.source);
  }
  for (const commands of readmeCommands) {
    const installed = new Set(commands.flatMap((command) => command.installed));
    await installOnly(folderOf(parent, commands[0]), project, [...installed]);
  }
}

/** The exchange of an adapter's README, simulated; null for packages that have none of their own. */
export async function simulatedExchange(readme: string): Promise<(AsyncDisposable & { url: string }) | null> {
  const path = join(repository, dirname(readme), 'src', 'fixtures', 'simulation.ts');
  if (!existsSync(path)) return null;
  const { simulation } = (await import(path)) as { simulation: SimulatedExchange };
  const listedAt = Date.UTC(2024, 0, 1);
  return startSimulatedServer(simulation, { now: () => Date.now(), listedAt, outages: [] });
}
