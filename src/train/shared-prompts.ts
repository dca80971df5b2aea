/**
 * Packs documents that begin alike so that the common beginning is computed once: the rollouts of a group share their
 * prompt, and with it its forward and backward pass. What is common is found by comparing tokens, so nobody has to say
 * which documents belong together. It knows neither prompts nor rollouts.
 */
import { packUnits, type PackedBatch, planRows, type SharedUnit, type TrainingDocument } from './packing.ts';

/** Shorter beginnings are not worth a place of their own. */
const shortest = 8;
/** A further document may shorten what others share to this part of it, or what two could share. */
const keptShare = 0.9;
const pairShare = 0.7;

/** Tokens before the first one that counts: what may be shared. */
function leadOf({ weights }: TrainingDocument): number {
  const first = weights.findIndex((weight, t) => t > 0 && weight !== 0);
  return first < 0 ? weights.length : first;
}

function compareTokens(a: Int32Array, b: Int32Array): number {
  const size = Math.min(a.length, b.length);
  for (let t = 0; t < size; t++) if (a[t] !== b[t]) return a[t]! - b[t]!;
  return a.length - b.length;
}

function commonLength(a: Int32Array, b: Int32Array, most: number): number {
  let t = 0;
  while (t < most && t < b.length && a[t] === b[t]) t++;
  return t;
}

/** Documents in units that share their beginnings; a document that shares none is a unit of its own. */
export function sharedUnits(documents: readonly TrainingDocument[]): SharedUnit[] {
  const order = documents
    .map((_, index) => index)
    .sort((a, b) => compareTokens(documents[a]!.tokenIds, documents[b]!.tokenIds) || a - b);
  const units: { members: number[]; prefix: number }[] = [];
  for (const index of order) {
    const { tokenIds } = documents[index]!;
    // something of each document must be its own
    const lead = Math.min(leadOf(documents[index]!), tokenIds.length - 1);
    const unit = units.at(-1);
    const common =
      unit === undefined
        ? 0
        : commonLength(documents[unit.members[0]!]!.tokenIds, tokenIds, Math.min(unit.prefix, lead));
    const isPair = unit?.members.length === 1;
    const least = isPair ? pairShare * Math.min(unit.prefix, lead) : keptShare * (unit?.prefix ?? 0);
    if (unit !== undefined && common >= Math.max(shortest, least)) {
      unit.members.push(index);
      unit.prefix = common;
    } else units.push({ members: [index], prefix: lead });
  }
  return units.map(({ members, prefix }) => ({ members, prefix: members.length > 1 ? prefix : 0 }));
}

/** Tokens that a unit takes in a row. */
function unitSize(documents: readonly TrainingDocument[], { members, prefix }: SharedUnit): number {
  return members.reduce((sum, index) => sum + documents[index]!.tokenIds.length - prefix, prefix);
}

/** Units cut so that each fits into a row; the parts have the same beginning. */
function fitting(documents: readonly TrainingDocument[], unit: SharedUnit, length: number): SharedUnit[] {
  const parts: number[][] = [];
  for (const index of unit.members) {
    const last = parts.at(-1);
    const grown = { members: [...(last ?? []), index], prefix: unit.prefix };
    if (last !== undefined && unitSize(documents, grown) <= length) last.push(index);
    else parts.push([index]);
  }
  return parts.map((members) => ({ members, prefix: members.length > 1 ? unit.prefix : 0 }));
}

/** A fixed list of documents in as few batches as they need; `members` are indices into the list. */
export function packShared(
  documents: readonly TrainingDocument[],
  rows: number,
  length: number,
): PackedBatch[] {
  const sizeOf = (unit: SharedUnit): number => unitSize(documents, unit);
  let waiting = sharedUnits(documents)
    .flatMap((unit) => fitting(documents, unit, length))
    .sort((a, z) => sizeOf(z) - sizeOf(a));
  const batches: PackedBatch[] = [];
  while (waiting.length > 0) {
    const { plan, left } = planRows(waiting.map(sizeOf), rows, length);
    if (left.length === waiting.length)
      throw new RangeError(
        `packShared: expected documents of at most ${length} tokens, got ${sizeOf(waiting[0]!)}`,
      );
    const units = waiting;
    batches.push(
      packUnits(
        documents,
        plan.map((row) => row.map((at) => units[at]!)),
        length,
      ),
    );
    waiting = left.map((at) => units[at]!);
  }
  return batches;
}
