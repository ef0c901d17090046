import { readFileSync } from 'node:fs';

/** Prints, from vitest's JSON report, how many tests passed, failed and were skipped. Exit 1 when none was run. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const file = process.argv[2];
if (file === undefined) throw new Error('usage: print-test-counts.ts REPORT.json');
const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
// A file that fails before its first test counts no failed test of its own.
const brokenFiles = report.testResults.filter(
  (result) => result.status === 'failed' && result.assertionResults.length === 0,
).length;
const failed = report.numFailedTests + brokenFiles;
const skipped = report.numPendingTests + report.numTodoTests;
console.log(
  `${report.numPassedTests} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`,
);
if (report.numPassedTests + failed === 0) process.exitCode = 1;
