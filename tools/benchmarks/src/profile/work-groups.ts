import type { TimedNode } from './cpu-profile.ts';

/** The kinds of work that a run is made of, told by where a function comes from. The first that fits counts. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [
    /^node:internal\/(modules|main|process\/(esm|execution|pre_execution)|bootstrap|vm|deps\/(amaro|cjs|minimatch)|source_map)/,
    'start-up: loading modules',
  ],
  [
    /\/(apps|libs\/cli|libs\/storage\/src\/migrations)\/|\/node_modules\/(yargs|yargs-parser|cliui|y18n|ini|pino|cli-progress|postgrator)[^/]*\//,
    'start-up: command line, configuration, migrations',
  ],
  [/\/libs\/transport\/src\/json\//, 'JSON: bytes to rows'],
  [/\/node_modules\/undici\/|\/libs\/transport\//, 'HTTP'],
  [
    /\/libs\/exchange\/src\/(kline-validation|decimal-text|candle-grid|interval-arithmetic)|\/libs\/storage\/src\/klines\/check-batch/,
    'validate',
  ],
  [/\/libs\/(adapters|adapter-kit|exchange)\//, 'decode: rows to columns'],
  [/\/libs\/storage\/src\/(copy-format\/|klines\/(encode-|kline-sql))/, 'encode for COPY'],
  [
    /\/node_modules\/pg[^/]*\/|\/node_modules\/postgres-[^/]*\/|\/libs\/storage\/src\/connection\//,
    'COPY and PostgreSQL protocol',
  ],
  [/\/libs\/storage\/|\/libs\/ingestion\//, 'ledger and orchestration'],
];

const FROM_NODE = 'Node: sockets, streams, timers of no caller';

/** Its own time, by group; the functions in it that took most. */
export interface WorkGroup {
  readonly name: string;
  readonly selfMs: number;
  /** Functions and their own ms, the heaviest first. */
  readonly functions: readonly (readonly [string, number])[];
}

/** Sorts the time of a profile by kind of work, the heaviest first. Idle time is left out. */
export function workGroups(nodes: readonly TimedNode[]): WorkGroup[] {
  const groups = new Map<string, Map<string, number>>();
  for (const one of nodes) {
    const name = groupOf(one);
    if (name === null || one.selfMs === 0) continue;
    const functions = groups.get(name) ?? new Map<string, number>();
    groups.set(name, functions);
    const label = labelOf(one);
    functions.set(label, (functions.get(label) ?? 0) + one.selfMs);
  }
  return [...groups]
    .map(([name, functions]) => ({
      name,
      selfMs: [...functions.values()].reduce((sum, selfMs) => sum + selfMs, 0),
      functions: [...functions].toSorted((a, b) => b[1] - a[1]),
    }))
    .toSorted((a, b) => b.selfMs - a.selfMs);
}

/** What Node does for a caller, a copy of bytes for instance, is the caller's work. Null for idle time. */
function groupOf(one: TimedNode): string | null {
  const { functionName, url } = one.node.callFrame;
  if (functionName === '(idle)' || functionName === '(root)') return null;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'V8 and system outside of functions';
  const place = PLACES.find(([pattern]) => pattern.test(url));
  if (place !== undefined) return place[1];
  if (url !== '' && !url.startsWith('node:')) return 'other';
  return (one.parent === null ? null : groupOf(one.parent)) ?? FROM_NODE;
}

function labelOf({ node, parent }: TimedNode): string {
  const { functionName, url } = node.callFrame;
  // Of a package its name too: many have an index.js.
  const place = /node_modules\/((?:@[^/]+\/)?[^/]+\/).*?([^/]+)$/.exec(url);
  const file = place === null ? (url.split('/').at(-1) ?? '') : `${place[1]}${place[2]}`;
  if (file !== '') return `${functionName || '(anonymous)'} (${file})`;
  return functionName.startsWith('(') || parent === null
    ? functionName
    : `${functionName || '(anonymous)'} (native)`;
}
