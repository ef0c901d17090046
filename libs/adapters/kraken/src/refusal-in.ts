/** What an answer says where it is a refusal. */
export interface SaidRefusal {
  readonly by: 'spot' | 'futures';
  readonly said: string;
}

/** Refusals are short; of longer answers only the beginning is looked at, since pages of data are not searched for one. */
const LONGEST_BYTES = 2000;

/** How spot begins all it answers: with a list of errors, which is mostly empty. */
const BEGINNING = /^\s*\{\s*"error"\s*:\s*(\[(?:\s*"(?:[^"\\]|\\.)*"\s*,?)*\s*\])/;

/**
 * The refusal in an answer; null where there is none. Spot lists errors, among them warnings, which begin with W:
 * `{"error":["EQuery:Unknown asset pair"]}`. Futures say `{"result":"error","error":"apiLimitExceeded"}` or
 * `{"status":"BAD_REQUEST","result":"error","errors":[{"code":11,"message":"Argument invalid: symbol"}]}`.
 */
export function refusalIn(body: Uint8Array): SaidRefusal | null {
  const text = new TextDecoder().decode(body.subarray(0, LONGEST_BYTES));
  if (body.length > LONGEST_BYTES) return errorIn(parsed(BEGINNING.exec(text)?.[1] ?? 'null'));
  const answer = parsed(text);
  if (!isObject(answer)) return null;
  if (answer['result'] !== 'error') return errorIn(answer['error']);
  const [first] = Array.isArray(answer['errors']) ? (answer['errors'] as unknown[]) : [];
  const told = [answer['error'], isObject(first) ? first['message'] : first, answer['message']];
  return { by: 'futures', said: told.find((each) => typeof each === 'string') ?? 'unknownError' };
}

function errorIn(errors: unknown): SaidRefusal | null {
  if (!Array.isArray(errors)) return null;
  const said = (errors as unknown[]).find((error) => typeof error === 'string' && !error.startsWith('W'));
  return said === undefined ? null : { by: 'spot', said: said as string };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
