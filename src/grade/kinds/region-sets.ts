/** Finite unions of intervals as data: union, intersection, complement. End points are compared by value. */
import type { Endpoint, Piece, Region } from './answer.ts';

export const infinite = (value: number): Endpoint => ({ node: null, value, closed: false });
export const allReals: Region = { pieces: [{ lo: infinite(-Infinity), hi: infinite(Infinity) }] };
export const empty: Region = { pieces: [] };

/** Sorted, with touching and overlapping pieces joined. Pieces with symbolic ends stay as they are. */
export function normal(pieces: readonly Piece[]): Region {
  if (pieces.some(({ lo, hi }) => Number.isNaN(lo.value) || Number.isNaN(hi.value))) return { pieces };
  const sorted = [...pieces].sort(
    (a, b) => a.lo.value - b.lo.value || Number(b.lo.closed) - Number(a.lo.closed),
  );
  const joined: Piece[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    const gap = last === undefined ? 1 : piece.lo.value - last.hi.value;
    const touches =
      last !== undefined && (gap < -1e-12 || (Math.abs(gap) <= 1e-12 && (last.hi.closed || piece.lo.closed)));
    if (!touches) joined.push(piece);
    else joined[joined.length - 1] = { lo: last.lo, hi: later(last.hi, piece.hi) };
  }
  return { pieces: joined };
}

function later(a: Endpoint, b: Endpoint): Endpoint {
  if (a.value === b.value) return a.closed ? a : b;
  return a.value > b.value ? a : b;
}

export function intersect(a: Region, b: Region): Region {
  const pieces: Piece[] = [];
  for (const x of a.pieces) {
    for (const y of b.pieces) {
      const lo =
        x.lo.value === y.lo.value
          ? x.lo.closed
            ? y.lo
            : x.lo
          : x.lo.value > y.lo.value || y.lo.value === -Infinity
            ? x.lo
            : y.lo;
      const hi =
        x.hi.value === y.hi.value
          ? x.hi.closed
            ? y.hi
            : x.hi
          : x.hi.value < y.hi.value || y.hi.value === Infinity
            ? x.hi
            : y.hi;
      if (lo.value > hi.value || (lo.value === hi.value && !(lo.closed && hi.closed))) continue;
      pieces.push({ lo, hi });
    }
  }
  return normal(pieces);
}

/** All reals but these: the gaps between the ascending pieces. */
export function complement(region: Region): Region {
  const gaps: Piece[] = [];
  let from = infinite(-Infinity);
  for (const { lo, hi } of region.pieces) {
    const to = { ...lo, closed: !lo.closed };
    const single = from.value === to.value && from.closed && to.closed && Number.isFinite(to.value);
    if (from.value < to.value || single) gaps.push({ lo: from, hi: to });
    from = hi.value === Infinity ? hi : { ...hi, closed: !hi.closed };
  }
  if (from.value < Infinity) gaps.push({ lo: from, hi: infinite(Infinity) });
  return { pieces: gaps };
}

export function union(a: Region, b: Region): Region {
  return normal([...a.pieces, ...b.pieces]);
}
