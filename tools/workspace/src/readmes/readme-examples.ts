import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** A program that stands in a README, as a reader takes it. */
export interface ReadmeExample {
  /** From the root of the repository. */
  readonly readme: string;
  readonly source: string;
  /** The packages that the README has told to install by then. */
  readonly installed: readonly string[];
  /** The file and the arguments that the lines above it hand to `node`; null where they tell none. */
  readonly command: { readonly file: string; readonly args: readonly string[] } | null;
  /** What it prints, where the README says so. */
  readonly prints: string | null;
}

/** A command of an app that stands in a README. */
export interface ReadmeCommand {
  readonly readme: string;
  readonly installed: readonly string[];
  readonly line: string;
}

/** A fenced block, with what stands before and behind it. */
interface Fence {
  readonly language: string;
  readonly text: string;
  /** All that stands above it, and of that what is below the block before. */
  readonly above: string;
  readonly prose: string;
  readonly below: string;
}

/** The READMEs of all packages that are published, from the root of the repository. */
export function packageReadmes(): readonly string[] {
  return globSync('{libs,libs/adapters,apps}/*/README.md', { cwd: root }).toSorted();
}

/** The programs of a README, in their order. */
export function examplesOf(readme: string): readonly ReadmeExample[] {
  return fencesOf(readFileSync(join(root, readme), 'utf8'))
    .filter(({ language }) => language === 'ts')
    .map(({ text, above, prose, below }) => {
      const told = /`node (\S+\.mts)((?: [^\s`]+)*)`/.exec(prose);
      return {
        readme,
        source: text,
        installed: installedBy(above),
        command: told && { file: told[1] as string, args: (told[2] as string).split(' ').slice(1) },
        prints: /^\s+It prints\n\n```text\n(.*?)^```$/ms.exec(below)?.[1] ?? null,
      };
    });
}

/** The commands of apps in the shell blocks of a README, in their order. */
export function commandsOf(readme: string): readonly ReadmeCommand[] {
  return fencesOf(readFileSync(join(root, readme), 'utf8'))
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text, above }) =>
      text
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('npx '))
        .map((line) => ({ readme, installed: installedBy(above + text), line })),
    );
}

/** The packages that `npm install` is told in a text. */
function installedBy(text: string): readonly string[] {
  const named = [...text.matchAll(/\bnpm install ([^\n`#]*)/g)].flatMap(([, names = '']) =>
    names.split(' ').filter((word) => word !== '' && !word.startsWith('-')),
  );
  return [...new Set(named)];
}

function fencesOf(markdown: string): readonly Fence[] {
  let end = 0;
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => {
    const [block, language = '', text = ''] = match;
    const above = markdown.slice(0, match.index);
    const prose = markdown.slice(end, match.index);
    end = match.index + block.length;
    return { language, text, above, prose, below: markdown.slice(end) };
  });
}
