import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `node --cpu-prof` writes, as far as it is read here. Times are µs. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Which node was at work at each sample. */
  readonly samples: readonly number[];
  /** How long before each sample the one before it was taken. */
  readonly timeDeltas: readonly number[];
}

/** One function, called by one chain of callers. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** A node with the time that was spent in it itself, ms. */
export interface TimedNode {
  readonly node: ProfileNode;
  readonly parent: TimedNode | null;
  readonly selfMs: number;
}

/** The nodes of a profile, each with its caller and its own time. */
export function timedNodes(profile: CpuProfile): TimedNode[] {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfMicros = new Map<number, number>();
  for (const [index, id] of profile.samples.entries()) {
    // A sample stands for the time until the next one.
    selfMicros.set(id, (selfMicros.get(id) ?? 0) + (profile.timeDeltas[index + 1] ?? 0));
  }
  const timed: TimedNode[] = [];
  const waiting: { node: ProfileNode; parent: TimedNode | null }[] = [];
  const [root] = profile.nodes;
  if (root !== undefined) waiting.push({ node: root, parent: null });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const one: TimedNode = { ...next, selfMs: (selfMicros.get(next.node.id) ?? 0) / 1000 };
    timed.push(one);
    for (const id of next.node.children ?? []) {
      const node = byId.get(id);
      if (node !== undefined) waiting.push({ node, parent: one });
    }
  }
  return timed;
}

/** Reads the one profile that lies in a folder. */
export async function readCpuProfile(folder: string): Promise<CpuProfile> {
  const [file, ...further] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined || further.length > 0) throw new Error(`${folder} does not hold one profile`);
  return JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
}
