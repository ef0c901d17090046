import { AdapterNotFoundError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { renderError } from '../output/render-error.ts';
import { Configuration } from './configuration.ts';

const definition = {
  contractVersion: 1,
  id: 'binance-us',
  name: 'Binance.US',
  markets: ['spot'],
  configuration: {},
  create: () => null,
};

async function load(env: Readonly<Record<string, string>>): Promise<string[]> {
  const imported: string[] = [];
  const configuration = await Configuration.load({
    flags: {},
    env,
    currentDirectory: '/nowhere',
    importModule: async (specifier) => {
      imported.push(specifier);
      return { default: definition };
    },
  });
  await configuration.exchange('binance-us');
  return imported;
}

describe('an adapter of another name', () => {
  it("is named by the environment, also where the exchange's name has a hyphen", async () => {
    expect(await load({})).toEqual(['@marketloom/adapter-binance-us']);
    expect(await load({ MARKETLOOM_BINANCE_US_ADAPTER: 'some-package' })).toEqual(['some-package']);
    expect(await load({ MARKETLOOM_BINANCE_US_ADAPTER: '' })).toEqual(['@marketloom/adapter-binance-us']);
  });

  it('is what a person is told of, where the usual package is not there', () => {
    const missing = (specifier: string): string =>
      renderError(
        new AdapterNotFoundError({
          exchange: 'binance-us',
          specifier,
          installCommand: `npm install ${specifier}`,
        }),
        false,
      );
    expect(missing('@marketloom/adapter-binance-us')).toMatch(
      /\[binance-us\].*MARKETLOOM_BINANCE_US_ADAPTER/,
    );
    expect(missing('some-package')).not.toContain('MARKETLOOM_BINANCE_US_ADAPTER');
  });
});
