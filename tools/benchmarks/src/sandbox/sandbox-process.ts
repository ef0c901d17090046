import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FURTHER_SPOT, rangeOf, type Scenario } from '../scenario.ts';

const main = join(import.meta.dirname, '..', '..', '..', 'sandbox-exchange', 'src', 'main.ts');

/** A simulated exchange in a process of its own, which refuses nobody. */
export class SandboxProcess implements AsyncDisposable {
  /** Its address, for everything that it serves. */
  readonly url: string;
  readonly pid: number;
  /** How the apps are pointed at it: every address of the exchange, so that none of them goes out into the world. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;

  private constructor(url: string, environment: Readonly<Record<string, string>>, child: ChildProcess) {
    this.url = url;
    this.environment = environment;
    this.pid = child.pid as number;
    this.#child = child;
  }

  /**
   * Starts one on a free port. Its data is that of every sandbox with the same seed.
   * @param delayMs how late its answers come: it merely waits, and other answers are not held up
   */
  static async start(delayMs = 0): Promise<SandboxProcess> {
    const flags = ['--limits', 'off', '--further-spot', String(FURTHER_SPOT), '--delay-ms', String(delayMs)];
    const child = spawn(process.execPath, [main, '--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    await new Promise<void>((resolve) => {
      child.once('close', resolve);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Stop it with Ctrl-C.')) resolve();
      });
    });
    const environment = Object.fromEntries(
      [...output.matchAll(/^ *export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const url = environment['MARKETLOOM_BINANCE_SPOT_URL'];
    if (url === undefined) throw new Error(`the sandbox exchange does not start: ${output}`);
    return new SandboxProcess(url, environment, child);
  }

  /** Has it write a scenario's candles into memory, so that its answers cost it as little as can be. */
  async prepare(scenario: Scenario): Promise<void> {
    const symbols = scenario.symbols.map(({ native }) => native);
    const wanted = { market: 'spot', symbols, interval: '1m', ...rangeOf(scenario) };
    await this.#post('prepare', wanted);
  }

  /** How many requests it has been sent since they were last forgotten. */
  async requests(): Promise<number> {
    const answer = await fetch(`${this.url}/sandbox/requests?last=0`);
    return ((await answer.json()) as { counters: { total: number } }).counters.total;
  }

  /** Forgets all requests. */
  async forgetRequests(): Promise<void> {
    await fetch(`${this.url}/sandbox/requests`, { method: 'DELETE' });
  }

  /** From now on every answer begins so much later, ms, and takes as long again to come, in drops. */
  async slowDown(delayMs: number): Promise<void> {
    await this.#post('faults', { kind: 'slow', delayMs, times: 'always' });
  }

  /** Answers at its own speed again. */
  async speedUp(): Promise<void> {
    await fetch(`${this.url}/sandbox/faults`, { method: 'DELETE' });
  }

  async #post(what: 'faults' | 'prepare', body: object): Promise<void> {
    const answer = await fetch(`${this.url}/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the sandbox exchange refuses ${what}: ${await answer.text()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.kill('SIGTERM')) await once(this.#child, 'exit');
  }
}
