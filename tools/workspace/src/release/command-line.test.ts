import { describe, expect, it } from 'vitest';
import { parseReleaseCommand } from './command-line.ts';

describe('the command line of a release', () => {
  it.each([
    [[], { steps: ['version', 'publish'], dryRun: true, specifier: undefined }],
    [['--dry-run'], { steps: ['version', 'publish'], dryRun: true, specifier: undefined }],
    [['minor'], { steps: ['version', 'publish'], dryRun: true, specifier: 'minor' }],
    [['--dry-run=false'], { steps: ['version'], dryRun: false, specifier: undefined }],
    [['0.2.0', '--dry-run=false'], { steps: ['version'], dryRun: false, specifier: '0.2.0' }],
    [['--publish'], { steps: ['publish'], dryRun: false, specifier: undefined }],
    [['--publish', '--dry-run'], { steps: ['publish'], dryRun: true, specifier: undefined }],
    [['--help'], null],
  ])('%j', (given, expected) => {
    expect(parseReleaseCommand(given)).toEqual(expected);
  });

  it.each([
    [['--dry-run=maybe'], /true or false/],
    [['0.2.0', '0.3.0'], /one version at most/],
    [['--publish', '0.2.0'], /the version that is checked out/],
    [['--yes'], /--yes/],
  ])('%j is refused', (given, message) => {
    expect(() => parseReleaseCommand(given)).toThrow(message);
  });
});
