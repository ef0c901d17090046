import { describe, expect, it } from 'vitest';
import {
  type ConfigurationSchema,
  InvalidConfigurationError,
  isLoopbackHost,
  validateConfiguration,
} from './index.ts';

const schema = {
  spot_url: { kind: 'url', default: 'https://api.example.com/', description: 'Root address.' },
  stream_url: { kind: 'socketUrl', default: 'wss://stream.example.com', description: 'Of streams.' },
  timeout: { kind: 'durationMs', default: '15s', description: 'Per request.', minimum: 100, maximum: 60_000 },
  retries: { kind: 'integer', default: 5, description: 'How often.', minimum: 0, maximum: 20 },
  budget_share: { kind: 'number', default: 0.9, description: 'Of the limit.', minimum: 0.01, maximum: 1 },
  test_net: { kind: 'boolean', default: false, description: 'Whether.' },
  user_agent: { kind: 'text', default: '', description: 'Who asks.' },
} as const satisfies ConfigurationSchema;

describe('validateConfiguration', () => {
  it('fills in defaults, read like any value', () => {
    expect(validateConfiguration(schema, {})).toEqual({
      spot_url: 'https://api.example.com',
      stream_url: 'wss://stream.example.com',
      timeout: 15_000,
      retries: 5,
      budget_share: 0.9,
      test_net: false,
      user_agent: '',
    });
    expect(validateConfiguration(schema, { retries: undefined })).toHaveProperty('retries', 5);
    expect(validateConfiguration({}, {})).toEqual({});
  });

  it.each<[string, unknown, unknown]>([
    ['spot_url', 'http://127.0.0.1:8089/api', 'http://127.0.0.1:8089/api'],
    ['spot_url', ' http://localhost:8089// ', 'http://localhost:8089'],
    ['spot_url', 'http://[::1]:80', 'http://[::1]:80'],
    ['stream_url', 'wss://stream.example.com:9443/', 'wss://stream.example.com:9443'],
    ['stream_url', ' ws://127.0.0.1:8089/spot ', 'ws://127.0.0.1:8089/spot'],
    ['timeout', '1.5s', 1500],
    ['timeout', 250, 250],
    ['retries', '0', 0],
    ['retries', ' 7 ', 7],
    ['budget_share', '.5', 0.5],
    ['budget_share', 1, 1],
    ['test_net', 'Yes', true],
    ['test_net', 'FALSE', false],
    ['test_net', true, true],
    ['user_agent', '5', '5'],
  ])('reads %s from %j', (key, value, result) => {
    expect(validateConfiguration(schema, { [key]: value })).toHaveProperty(key, result);
  });

  it.each<[string, unknown, string]>([
    ['spot_url', 'http://api.example.com', 'it is not https; http is for loopback only'],
    ['spot_url', 'http://127.0.0.1.example.com', 'it is not https; http is for loopback only'],
    ['stream_url', 'ws://stream.example.com', 'it is not wss; ws is for loopback only'],
    ['stream_url', 'https://stream.example.com', 'it is not wss; ws is for loopback only'],
    ['stream_url', 'stream.example.com', 'it is not an address such as wss://api.example.com'],
    ['spot_url', 'ftp://localhost', 'it is not https; http is for loopback only'],
    ['spot_url', 'api.example.com', 'it is not an address such as https://api.example.com'],
    ['spot_url', 'https://api.example.com/?key=1', 'it has a query or a fragment; paths are appended to it'],
    ['spot_url', 5, 'it must be an address as text'],
    ['timeout', '15', 'invalid duration "15": it is a number and a unit'],
    ['timeout', '99ms', 'it must be at least 100 ms, not 99'],
    ['timeout', '2m', 'it must be at most 60000 ms, not 120000'],
    ['timeout', 1.5, 'it must be a duration such as 5s, or a whole number of milliseconds, not 1.5'],
    ['retries', '1.5', 'it must be a whole number, not "1.5"'],
    ['retries', '0x10', 'it must be a whole number, not "0x10"'],
    ['retries', '', 'it must be a whole number, not ""'],
    ['retries', -1, 'it must be at least 0, not -1'],
    ['budget_share', 'half', 'it must be a number, not "half"'],
    ['budget_share', Number.NaN, 'it must be a number'],
    ['budget_share', 2, 'it must be at most 1, not 2'],
    ['test_net', 'maybe', 'it must be true or false, not "maybe"'],
    ['test_net', 1, 'it must be true or false, not 1'],
    ['user_agent', 5, 'it must be text, not 5'],
  ])('refuses %s of %j', (key, value, reason) => {
    const act = (): unknown => validateConfiguration(schema, { [key]: value });
    expect(act).toThrow(InvalidConfigurationError);
    expect(act).toThrow(`${key}: ${reason}`);
    expect(act).toThrow(expect.objectContaining({ key }) as Error);
  });

  it('never shows an address with a password in it', () => {
    for (const url of [
      'https://me:hunter2@api.example.com',
      'me:hunter2@api.example.com',
      'http://me:hunter2@x.y',
    ]) {
      expect(() => validateConfiguration(schema, { spot_url: url })).toThrow(/^spot_url: (?!.*hunter2)/);
    }
  });

  it('refuses a key that there is not, and names the nearest', () => {
    expect(() => validateConfiguration(schema, { spot_ulr: 'https://a.b' })).toThrow(
      'spot_ulr: there is no such key; did you mean spot_url? There are spot_url, stream_url, timeout,',
    );
    expect(() => validateConfiguration(schema, { toString: '' })).toThrow('toString: there is no such key');
    expect(() => validateConfiguration({}, { a: 1 })).toThrow('a: there is no such key; there are none here');
  });
});

describe('isLoopbackHost', () => {
  it.each<[string, boolean]>([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['128.0.0.1', false],
    ['localhost.example.com', false],
    ['0.0.0.0', false],
  ])('%s: %s', (host, isLoopback) => {
    expect(isLoopbackHost(host)).toBe(isLoopback);
  });
});
