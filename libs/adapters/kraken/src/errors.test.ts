import type { RefusalContext } from '@marketloom/adapter-kit';
import type { TransportResponse } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { refusals } from './errors.ts';

const context: RefusalContext = { exchange: 'kraken', operation: 'test' };

const answered = (text: string, status: number): TransportResponse => ({
  status,
  headers: {},
  body: new TextEncoder().encode(text),
  sentAt: 1_700_000_000_000,
  receivedAt: 1_700_000_000_000,
  text: () => text,
});

const refuse =
  (text: string, status = 200) =>
  (): void =>
    refusals.throwIfRefused(answered(text, status), context);

describe('refusals', () => {
  it.each([
    ['{"error":["EQuery:Unknown asset pair"]}', 'unknownSymbol'],
    ['{"error": [ "EQuery:Unknown asset" ], "result": {}}', 'unknownSymbol'],
    ['{"error":["EGeneral:Invalid arguments:since"]}', 'invalidRequest'],
    ['{"error":["EAPI:Rate limit exceeded"]}', 'rateLimit'],
    ['{"error":["EGeneral:Temporary lockout"]}', 'ban'],
    ['{"error":["EService:Busy"]}', 'maintenance'],
    ['{"error":["EService:Market in cancel_only mode"]}', 'maintenance'],
    ['{"error":["ENew:Something"]}', 'exchange'],
    ['{"error":["something else"],"result":null}', 'exchange'],
    ['{"error":["WGeneral:Deprecated","EQuery:Unknown asset pair"]}', 'unknownSymbol'],
    ['{"result":null,"error":["EService:Unavailable"]}', 'maintenance'],
    [`{"error":["EService:Unavailable"],"result":"${'-'.repeat(3000)}"}`, 'maintenance'],
    ['{"result":"error","error":"apiLimitExceeded","serverTime":"2026-05-13T12:00:00.000Z"}', 'rateLimit'],
    ['{"result":"error","serverTime":"2026-05-13T12:00:00.000Z","error":"Server Error"}', 'maintenance'],
    ['{"error":"invalidArgument: symbol","result":"error"}', 'invalidRequest'],
    ['{"result":"error","errors":[{"code":36,"message":"notFound"}]}', 'unknownSymbol'],
    ['{"result":"error","error":"something new"}', 'exchange'],
    ['{"result":"error"}', 'exchange'],
    [
      '{"status":"X","result":"error","errors":[{"code":11,"message":"Argument invalid: symbol"}]}',
      'invalidRequest',
    ],
  ])('%s is of kind %s', (text, kind) => {
    expect(refuse(text)).toThrow(expect.objectContaining({ kind }));
  });

  it.each([
    '{"error":[],"result":{"XXBTZUSD":[]}}',
    '{"error":["WGeneral:Deprecated"],"result":{}}',
    `{"error":["WGeneral:Deprecated"],"result":"EQuery:${'-'.repeat(3000)}"}`,
    '[]',
    '<html>',
    '{"result":"success","instruments":[]}',
    '{"candles":[],"more_candles":false}',
    'Invalid resolution',
  ])('%s is none', (text) => {
    expect(refuse(text)).not.toThrow();
  });

  it.each([
    ['{"status":"NOT_FOUND","result":"error","errors":[{"code":0,"message":"404 NOT_FOUND"}]}', 404],
    ['{"status":"BAD_REQUEST","result":"error","errors":[{"code":0,"message":"400 BAD_REQUEST"}]}', 400],
    ['{"error":["ENew:Something"]}', 502],
  ])('%s with %i is judged by its status', (text, status) => {
    expect(refuse(text, status)).not.toThrow();
  });

  it('says what was said, and how long to wait where that is told', () => {
    expect(refuse('{"error":["EService: Throttled: 1700000042"]}')).toThrow(
      expect.objectContaining({ kind: 'rateLimit', retryAfterMs: 42_000 }),
    );
    expect(refuse('{"error":["EGeneral:Permission denied"]}')).toThrow('Permission denied');
  });
});
