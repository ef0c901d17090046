import type { QueryResult, Session } from '../connection/connection.ts';

/** What a server answers: rows, or an SQLSTATE with which it refuses. */
export type ScriptedAnswer = readonly object[] | { readonly refuse: string; readonly message?: string };

/** How to answer statements that match; the first one that does counts. */
export interface ScriptedRule {
  readonly when: RegExp;
  readonly answer: ScriptedAnswer;
  /** Given from the second time on. */
  readonly next?: ScriptedAnswer;
}

/**
 * A session with a server that answers as it is told: for what a server here cannot be made to do. What no rule matches
 * gives no rows. Like a real one it refuses everything but a rollback once a statement of a transaction failed.
 */
export class ScriptedSession implements Session {
  /** What it was asked, in order. */
  readonly statements: string[] = [];
  readonly #rules: ScriptedRule[];
  #aborted = false;

  constructor(rules: readonly ScriptedRule[]) {
    this.#rules = [...rules];
  }

  async query<Row extends object>(text: string): Promise<QueryResult<Row>> {
    const statement = text.trim().replaceAll(/\s+/g, ' ');
    this.statements.push(statement);
    if (statement.startsWith('ROLLBACK')) this.#aborted = false;
    if (this.#aborted) throw refusal('25P02', 'current transaction is aborted');
    const index = this.#rules.findIndex(({ when }) => when.test(statement));
    const rule = this.#rules[index];
    if (rule?.next !== undefined) this.#rules[index] = { when: rule.when, answer: rule.next };
    const answer = rule?.answer ?? [];
    if ('refuse' in answer) {
      this.#aborted = true;
      throw refusal(answer.refuse, answer.message ?? 'refused');
    }
    return { rows: [...answer] as Row[], rowCount: answer.length };
  }

  release(): void {
    this.statements.push('(released)');
  }
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR' });
}
