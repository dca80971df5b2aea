/**
 * Packs documents into rows of fixed length: several documents a row, kept apart by a block-diagonal causal mask,
 * positions restarting with each, nothing computed for padding but a row's short tail. The loss is taken on counted
 * tokens only. It knows nothing of tokenisers and models. Shapes: B rows of T tokens, M counted tokens.
 */

/** A tokenised document. */
export interface TrainingDocument {
  readonly tokenIds: Int32Array;
  /** Same length; the weight of the loss on predicting this token, 0 where it does not count. */
  readonly weights: Float32Array;
}

export interface PackedBatch {
  readonly rows: number;
  readonly length: number;
  readonly tokenIds: Int32Array; // [B, T]
  readonly positions: Int32Array; // [B, T]
  /** Number of the document within its row, −1 in the tail that no document fills. */
  readonly documents: Int32Array; // [B, T]
  /** Flat indices of the tokens whose successor counts. */
  readonly sources: Int32Array; // [M]
  readonly targets: Int32Array; // [M]
  readonly weights: Float32Array; // [M]
  /** Which document of the list, and which of its tokens, each target is. */
  readonly members: Int32Array; // [M]
  readonly places: Int32Array; // [M]
  /** Tokens of documents, tails excluded. */
  readonly usedTokens: number;
}

/** Which documents (by index into the list) go into which row, in order. */
export type RowPlan = readonly (readonly number[])[];

/**
 * Best-fit: each document, in the given order, goes into the fullest row that still takes it. Returns the plan and the
 * indices that found no place. Lengths above T never fit.
 */
export function planRows(
  lengths: readonly number[],
  rows: number,
  length: number,
): { readonly plan: RowPlan; readonly left: readonly number[] } {
  const plan: number[][] = Array.from({ length: rows }, () => []);
  const free = new Array<number>(rows).fill(length);
  const left: number[] = [];
  lengths.forEach((size, index) => {
    let best = -1;
    for (let row = 0; row < rows; row++)
      if (free[row]! >= size && (best < 0 || free[row]! < free[best]!)) best = row;
    if (best < 0) {
      left.push(index);
      return;
    }
    plan[best]!.push(index);
    free[best]! -= size;
  });
  return { plan, left };
}

/** Lays documents out as planned. Throws where a row's documents are longer than T. */
export function packRows(documents: readonly TrainingDocument[], plan: RowPlan, length: number): PackedBatch {
  const rows = plan.length;
  const tokenIds = new Int32Array(rows * length);
  const positions = new Int32Array(rows * length);
  const numbers = new Int32Array(rows * length).fill(-1);
  const sources: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  const owners: number[] = [];
  const places: number[] = [];
  let usedTokens = 0;
  plan.forEach((members, row) => {
    let at = row * length;
    members.forEach((index, number) => {
      const document = documents[index]!;
      const size = document.tokenIds.length;
      if (at + size > (row + 1) * length)
        throw new RangeError(
          `packRows: expected documents of at most ${length} tokens in row ${row}, got more`,
        );
      for (let t = 0; t < size; t++) {
        tokenIds[at + t] = document.tokenIds[t]!;
        positions[at + t] = t;
        numbers[at + t] = number;
        const weight = t + 1 < size ? document.weights[t + 1]! : 0;
        if (weight === 0) continue;
        sources.push(at + t);
        targets.push(document.tokenIds[t + 1]!);
        weights.push(weight);
        owners.push(index);
        places.push(t + 1);
      }
      at += size;
      usedTokens += size;
    });
  });
  return {
    rows,
    length,
    tokenIds,
    positions,
    documents: numbers,
    sources: Int32Array.from(sources),
    targets: Int32Array.from(targets),
    weights: Float32Array.from(weights),
    members: Int32Array.from(owners),
    places: Int32Array.from(places),
    usedTokens,
  };
}

const unseen = -1e30;

/**
 * Fills the additive attention mask [B, 1, G·T, T]: 0 where a token sees an earlier one (or itself) of its document
 * within the window, −1e30 elsewhere. Tail tokens see themselves only, so that no row of the softmax is empty.
 */
export function fillMask(
  mask: Float32Array,
  batch: Pick<PackedBatch, 'rows' | 'length' | 'positions' | 'documents'>,
  options: { readonly group: number; readonly window: number | null },
): void {
  const { rows, length, positions, documents } = batch;
  const { group, window } = options;
  mask.fill(unseen);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < length; t++) {
      const token = row * length + t;
      const seen = documents[token]! < 0 ? 1 : Math.min(positions[token]! + 1, window ?? Infinity);
      const line = (row * group * length + t) * length;
      mask.fill(0, line + t + 1 - seen, line + t + 1);
    }
    const block = length * length;
    const first = row * group * block;
    for (let g = 1; g < group; g++) mask.copyWithin(first + g * block, first, first + block);
  }
}
