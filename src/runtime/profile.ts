/** What a session's trace says: which provider ran how many nodes of which operator. Format: Chrome trace events. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface ProfiledNodes {
  /** Runs of nodes by provider, then by operator. */
  readonly byProvider: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  /** Microseconds. */
  readonly dur?: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/** Reads and removes the trace that a disposed session wrote under `prefix`. Throws if there is none. */
export function takeProfile(prefix: string): ProfiledNodes {
  const folder = path.dirname(prefix);
  const name = readdirSync(folder).find((file) => file.startsWith(path.basename(prefix)));
  if (name === undefined) throw new Error(`profile: expected a trace ${prefix}*, got none`);
  const file = path.join(folder, name);
  const events = JSON.parse(readFileSync(file, 'utf8')) as readonly TraceEvent[];
  rmSync(file);
  const byProvider = new Map<string, Map<string, number>>();
  for (const { cat, name: event, args } of events) {
    if (cat !== 'Node' || args?.op_name === undefined || event?.endsWith('_kernel_time') !== true) continue;
    const provider = args.provider ?? 'unknown';
    const operators = byProvider.get(provider) ?? new Map<string, number>();
    operators.set(args.op_name, (operators.get(args.op_name) ?? 0) + 1);
    byProvider.set(provider, operators);
  }
  return { byProvider };
}

/** Reads and removes all traces under `prefix`: seconds spent in each operator's kernel, longest first. */
export function takeOperatorSeconds(prefix: string): ReadonlyMap<string, number> {
  const folder = path.dirname(prefix);
  const seconds = new Map<string, number>();
  for (const name of readdirSync(folder).filter((file) => file.startsWith(path.basename(prefix)))) {
    const file = path.join(folder, name);
    const events = JSON.parse(readFileSync(file, 'utf8')) as readonly TraceEvent[];
    rmSync(file);
    for (const { cat, name: event, dur = 0, args } of events) {
      if (cat !== 'Node' || args?.op_name === undefined || event?.endsWith('_kernel_time') !== true) continue;
      seconds.set(args.op_name, (seconds.get(args.op_name) ?? 0) + dur / 1e6);
    }
  }
  return new Map([...seconds].sort(([, a], [, z]) => z - a));
}
