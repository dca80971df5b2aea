/**
 * Packs documents into rows of fixed length: several documents a row, kept apart by a block-diagonal causal mask,
 * positions restarting with each, nothing computed for padding but a row's short tail. The loss is taken on counted
 * tokens only. It knows nothing of tokenisers and models. Shapes: B rows of T tokens, M counted tokens.
 */

/** Tokens, and for each the weight of the loss on predicting it, 0 where it does not count. */
export interface WeightedTokens {
  readonly tokenIds: Int32Array;
  /** Same length. */
  readonly weights: Float32Array;
}

/** What is asked in passing: tokens that follow a beginning of a document and that the document itself never sees. */
export interface Branch extends WeightedTokens {
  /** Tokens of the document, at least one, that these follow and see. */
  readonly at: number;
}

/** A tokenised document. */
export interface TrainingDocument extends WeightedTokens {
  readonly branches?: readonly Branch[];
}

/** Tokens that a document takes in a row. A branch's last token is predicted and nothing more, so it takes no place. */
export function documentSize({ tokenIds, branches = [] }: TrainingDocument): number {
  return branches.reduce((sum, branch) => sum + branch.tokenIds.length - 1, tokenIds.length);
}

/** Each branch as a document of its own, behind the tokens that it sees: the same targets, without sharing. */
export function unfolded({ tokenIds, weights, branches = [] }: TrainingDocument): TrainingDocument[] {
  const asked = branches.map((branch) => ({
    tokenIds: Int32Array.of(...tokenIds.subarray(0, branch.at), ...branch.tokenIds),
    weights: Float32Array.of(...new Float32Array(branch.at), ...branch.weights),
  }));
  return [{ tokenIds, weights }, ...asked];
}

export interface PackedBatch {
  readonly rows: number;
  readonly length: number;
  readonly tokenIds: Int32Array; // [B, T]
  readonly positions: Int32Array; // [B, T]
  /** Number of the document within its row, −1 in the tail that no document fills. */
  readonly documents: Int32Array; // [B, T]
  /** Where the tokens begin that this one shares with others, and how many they are; −1 for none. */
  readonly sharedFrom: Int32Array; // [B, T]
  readonly sharedLengths: Int32Array; // [B, T]
  /** Flat indices of the tokens whose successor counts. */
  readonly sources: Int32Array; // [M]
  readonly targets: Int32Array; // [M]
  readonly weights: Float32Array; // [M]
  /** Which document of the list, and which of its tokens, each target is; a branch's tokens come after its document's. */
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

/** Documents that stand together: their first `prefix` tokens are the same and are laid out once. */
export interface SharedUnit {
  readonly members: readonly number[];
  readonly prefix: number;
}

/** Lays documents out as planned, each with its branches behind it. Throws where a row's documents are longer than T. */
export function packRows(documents: readonly TrainingDocument[], plan: RowPlan, length: number): PackedBatch {
  const alone = plan.map((row) => row.map((index): SharedUnit => ({ members: [index], prefix: 0 })));
  return packUnits(documents, alone, length);
}

/**
 * The same for documents that share beginnings: the common tokens of a unit come once, and what follows them in each
 * member sees them and itself. Tokens of the common beginning must not count, and such documents have no branches.
 * Throws where a row is longer than T.
 */
export function packUnits(
  documents: readonly TrainingDocument[],
  plan: readonly (readonly SharedUnit[])[],
  length: number,
): PackedBatch {
  const packer = new Packer(documents, plan.length, length);
  plan.forEach((units, row) => {
    packer.beginRow(row);
    for (const unit of units) packer.add(unit);
  });
  return packer.batch();
}

class Packer {
  private readonly documents: readonly TrainingDocument[];
  private readonly rows: number;
  private readonly length: number;
  private readonly tokenIds: Int32Array;
  private readonly positions: Int32Array;
  private readonly numbers: Int32Array;
  private readonly sharedFrom: Int32Array;
  private readonly sharedLengths: Int32Array;
  private readonly counted: {
    source: number;
    target: number;
    weight: number;
    owner: number;
    place: number;
  }[] = [];
  private usedTokens = 0;
  private row = 0;
  private at = 0;
  private number = 0;

  constructor(documents: readonly TrainingDocument[], rows: number, length: number) {
    const size = rows * length;
    this.documents = documents;
    this.rows = rows;
    this.length = length;
    this.tokenIds = new Int32Array(size);
    this.positions = new Int32Array(size);
    this.numbers = new Int32Array(size).fill(-1);
    this.sharedFrom = new Int32Array(size).fill(-1);
    this.sharedLengths = new Int32Array(size);
  }

  beginRow(row: number): void {
    this.row = row;
    this.at = row * this.length;
    this.number = 0;
  }

  add({ members, prefix }: SharedUnit): void {
    const start = this.at;
    const [first] = members;
    if (first === undefined) return;
    this.write(this.documents[first]!.tokenIds.subarray(0, prefix), 0);
    for (const index of members) {
      const from = this.at;
      const { tokenIds, branches = [] } = this.documents[index]!;
      if (prefix > 0 && branches.length > 0)
        throw new RangeError('packUnits: expected no branches on documents that share a beginning, got some');
      this.write(tokenIds.subarray(prefix), prefix);
      this.share(from, { start, length: prefix });
      this.count(index, prefix, { start, from });
      this.usedTokens += tokenIds.length;
      this.number++;
      let place = tokenIds.length;
      for (const branch of branches) {
        this.branch(branch, { start, owner: index, place });
        place += branch.tokenIds.length;
      }
    }
  }

  private branch(
    { at, tokenIds, weights }: Branch,
    { start, owner, place }: { readonly start: number; readonly owner: number; readonly place: number },
  ): void {
    const from = this.at;
    this.write(tokenIds.subarray(0, -1), at);
    this.share(from, { start, length: at });
    tokenIds.forEach((target, t) => {
      const weight = weights[t]!;
      const source = t === 0 ? start + at - 1 : from + t - 1;
      if (weight !== 0) this.counted.push({ source, target, weight, owner, place: place + t });
    });
    this.usedTokens += tokenIds.length - 1;
    this.number++;
  }

  /** Lets what was written since `from` see `length` tokens from `start` on. */
  private share(from: number, { start, length }: { readonly start: number; readonly length: number }): void {
    if (length === 0) return;
    this.sharedFrom.fill(start, from, this.at);
    this.sharedLengths.fill(length, from, this.at);
  }

  batch(): PackedBatch {
    const { rows, length, tokenIds, positions, numbers, sharedFrom, sharedLengths, counted, usedTokens } =
      this;
    return {
      rows,
      length,
      tokenIds,
      positions,
      documents: numbers,
      sharedFrom,
      sharedLengths,
      sources: Int32Array.from(counted, ({ source }) => source),
      targets: Int32Array.from(counted, ({ target }) => target),
      weights: Float32Array.from(counted, ({ weight }) => weight),
      members: Int32Array.from(counted, ({ owner }) => owner),
      places: Int32Array.from(counted, ({ place }) => place),
      usedTokens,
    };
  }

  /** Tokens of the document with the current number, at the place that is next; the first is at `position` in it. */
  private write(tokenIds: Int32Array, position: number): void {
    if (this.at + tokenIds.length > (this.row + 1) * this.length)
      throw new RangeError(
        `packRows: expected documents of at most ${this.length} tokens in row ${this.row}, got more`,
      );
    tokenIds.forEach((id, t) => {
      this.tokenIds[this.at] = id;
      this.positions[this.at] = position + t;
      this.numbers[this.at] = this.number;
      this.at++;
    });
  }

  /** Notes the tokens that count; each is predicted by the one before it, wherever that stands. */
  private count(index: number, prefix: number, at: { readonly start: number; readonly from: number }): void {
    const { tokenIds, weights } = this.documents[index]!;
    for (let t = 1; t < tokenIds.length; t++) {
      const weight = weights[t]!;
      if (weight === 0) continue;
      if (t < prefix)
        throw new RangeError(
          `packRows: expected no counted token in the ${prefix} shared ones, got token ${t}`,
        );
      const source = t - 1 < prefix ? at.start + t - 1 : at.from + t - 1 - prefix;
      this.counted.push({ source, target: tokenIds[t]!, weight, owner: index, place: t });
    }
  }
}

const unseen = -1e30;

/**
 * Fills the additive attention mask [B, 1, G·T, T]: 0 where a token sees an earlier one (or itself) of its document,
 * or one that it shares with others, within the window, −1e30 elsewhere. Tail tokens see themselves only, so that no row of the softmax is empty.
 */
export function fillMask(
  mask: Float32Array,
  batch: Pick<PackedBatch, 'rows' | 'length' | 'positions' | 'documents' | 'sharedFrom' | 'sharedLengths'>,
  options: { readonly group: number; readonly window: number | null },
): void {
  const { rows, length, positions, documents, sharedFrom, sharedLengths } = batch;
  const { group, window } = options;
  mask.fill(unseen);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < length; t++) {
      const token = row * length + t;
      const shared = sharedLengths[token]!;
      const own = positions[token]! + 1 - shared;
      const seen = documents[token]! < 0 ? 1 : Math.min(own, window ?? Infinity);
      const line = (row * group * length + t) * length;
      mask.fill(0, line + t + 1 - seen, line + t + 1);
      if (shared === 0) continue;
      const start = line + sharedFrom[token]! - row * length;
      const hidden = window === null ? 0 : Math.max(0, positions[token]! + 1 - window);
      if (hidden < shared) mask.fill(0, start + hidden, start + shared);
    }
    const block = length * length;
    const first = row * group * block;
    for (let g = 1; g < group; g++) mask.copyWithin(first + g * block, first, first + block);
  }
}
