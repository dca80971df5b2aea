/**
 * How many cores other programs keep busy, from the system's own counters: threads that wait by spinning are fastest on
 * a quiet machine (a step of one row is a third shorter) and take the cores from each other on a busy one (a step of
 * sixteen rows is three times as long). It counts since it was asked last, at first since this module was loaded.
 */
import os from 'node:os';

export interface WorkSnapshot {
  /** Milliseconds of all cores together since the system started. */
  readonly busyMs: number;
  readonly totalMs: number;
  /** Milliseconds of processor that this process has used. */
  readonly ownMs: number;
}

export function workSnapshot(): WorkSnapshot {
  const times = os.cpus().map((cpu) => cpu.times);
  const sum = (pick: (time: (typeof times)[number]) => number): number =>
    times.reduce((total, time) => total + pick(time), 0);
  const busyMs = sum(({ user, nice, sys, irq }) => user + nice + sys + irq);
  const { user, system } = process.cpuUsage();
  return { busyMs, totalMs: busyMs + sum(({ idle }) => idle), ownMs: (user + system) / 1000 };
}

/** The share of all cores that others kept busy between two snapshots, in [0, 1]; 0 where too little time went by. */
export function othersShare(before: WorkSnapshot, after: WorkSnapshot): number {
  const total = after.totalMs - before.totalMs;
  // The counters advance in steps of ten milliseconds a core.
  if (!(total >= 100)) return 0;
  const others = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
  return Math.min(1, Math.max(0, others / total));
}

/** Others' share from which on waiting threads should sleep: half of one core of two. */
const busyShare = 0.25;

let last = workSnapshot();

/** Whether other programs leave the cores alone at the moment. */
export function isQuiet(): boolean {
  const now = workSnapshot();
  const share = othersShare(last, now);
  last = now;
  return share < busyShare;
}
