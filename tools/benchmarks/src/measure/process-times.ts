import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second towards programs, whatever its own clock is (USER_HZ). */
const MS_PER_TICK = 10;

/** What /proc tells of a process. All times are user and system time together, in ms. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** The CPU time of the process itself. */
  readonly own: number;
  /** The CPU time of all its children that have ended and were waited for, and of theirs. */
  readonly endedChildren: number;
}

/**
 * The CPU times of a process; null when there is no such process.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processTimes(pid: number): ProcessTimes | null {
  const text = readProc(pid, 'stat');
  if (text === null) return null;
  // The second field is the name in parentheses, and may hold blanks and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (field: number): number => Number(fields[field - 3]) * MS_PER_TICK;
  return { pid, parent: Number(fields[1]), own: ticks(14) + ticks(15), endedChildren: ticks(16) + ticks(17) };
}

/** The CPU time of our own children that have ended, ms: what one of them took is the difference before and after. */
export function endedChildrenTime(): number {
  return processTimes(process.pid)?.endedChildren ?? 0;
}

/** The CPU time of a process and all its children, of those that have ended too, ms. */
export function familyTime(pid: number): number {
  const parent = processTimes(pid);
  if (parent === null) return 0;
  const living = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processTimes(Number(name)))
    .filter((child) => child?.parent === pid);
  return (
    living.reduce((sum, child) => sum + (child?.own ?? 0) + (child?.endedChildren ?? 0), 0) +
    parent.own +
    parent.endedChildren
  );
}

/** The most memory that a process has had resident so far, bytes (VmHWM); 0 when it has ended. */
export function peakResidentBytes(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** The command line of a process, as it shows itself; empty when there is no such process. */
export function commandLineOf(pid: number): string {
  return (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
