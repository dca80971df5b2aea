/**
 * Composed problems: numbers of a base problem are replaced by letters, or by expressions, that clauses before the
 * question define. The solution finds the letters first, then substitutes and solves the base problem, so that an
 * error in a clause carries through into the rest.
 */
import type { Random } from '../../../base/random.ts';
import { defineFamily, type DefinedFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { q, type Rational } from '../kit/rational.ts';
import type { Slot } from '../kit/wording.ts';
import { drawClause, type Bindings, type Clause } from './clauses.ts';

/** A number of a base problem that a letter can stand for. */
export interface Hole<P> {
  readonly value: Rational;
  /** The problem with this number (and label) in its place. Throws a RangeError for a number that does not fit. */
  readonly put: (parameters: P, value: Rational, letter: string) => P;
}

export interface Composition<P> {
  readonly base: DefinedFamily<P>;
  /** Base problems that suit composing. */
  readonly accepts?: (parameters: P) => boolean;
  readonly holes: (parameters: P) => readonly Hole<P>[];
  /** Letters that the base problem uses. */
  readonly letters?: (parameters: P) => readonly string[];
  /** The slot that is written out once the letters are known. */
  readonly restate?: string;
  /** Whether an expression may stand in the question itself. */
  readonly allowsInline?: boolean;
  /** Whether a letter shows by `put`'s label instead of replacing the number in the text. */
  readonly isLabelled?: boolean;
}

interface Composed<P> {
  readonly base: P;
  readonly filled: readonly {
    readonly at: number;
    readonly clause: Clause;
    readonly inline: string | null;
  }[];
  /** Clauses in the order written, those included that only lead to others. */
  readonly clauses: readonly Clause[];
}

/** Stands for the first hole in the base problem's text, the next number for the second; letters replace them. */
const marker = 98_765_431;

function drawClauses<P>(
  holes: readonly Hole<P>[],
  composition: Composition<P>,
  options: { readonly random: Random; readonly difficulty: number; readonly taken: string[] },
): Pick<Composed<P>, 'filled' | 'clauses'> {
  const { random, difficulty, taken } = options;
  const count = Math.min(holes.length, difficulty >= 5 && random.chance(0.4) ? 2 : 1);
  const chosen = random.shuffled(holes.map((_, i) => i)).slice(0, count);
  const clauses: Clause[] = [];
  const known: { letter: string; value: Rational }[] = [];
  if (random.chance(0.06 * difficulty)) {
    const value = q(random.integer(2, 9));
    const lead = drawClause(value, { random, difficulty, taken, known: [] });
    clauses.push(lead);
    known.push({ letter: lead.letter, value });
  }
  const filled = chosen.map((at) => {
    const { value } = holes[at]!;
    const clause = drawClause(value, { random, difficulty, taken, known: [...known] });
    clauses.push(clause);
    known.push({ letter: clause.letter, value });
    const isInline = composition.allowsInline === true && clause.inline !== null && random.chance(0.5);
    return { at, clause, inline: isInline ? clause.inline : null };
  });
  return { filled, clauses };
}

/** Puts every hole's letter or expression where its marker stands. */
function unmarked<P>(slot: Slot, { filled }: Composed<P>): Slot {
  const shown = (text: string): string =>
    filled.reduce(
      (all, { clause, inline }, i) => all.replaceAll(String(marker + i), inline ?? clause.letter),
      text,
    );
  return typeof slot === 'string' ? shown(slot) : { words: shown(slot.words) };
}

/** The composed family of a base family. */
export function composedFamily<P>(composition: Composition<P>): DefinedFamily<Composed<P>> {
  const { base, holes, isLabelled = false } = composition;
  const { spec } = base;
  const bound = (p: Composed<P>, bindings: Bindings): P =>
    p.filled.reduce((parameters, { at, clause }) => {
      const hole = holes(p.base)[at]!;
      const value = bindings.get(clause.letter);
      return value === undefined ? parameters : hole.put(parameters, value, clause.letter);
    }, p.base);
  const withMarkers = (p: Composed<P>): P =>
    p.filled.reduce((parameters, { at, clause }, i) => {
      const hole = holes(p.base)[at]!;
      return hole.put(parameters, isLabelled ? hole.value : q(marker + i), clause.letter);
    }, p.base);
  return defineFamily<Composed<P>>({
    name: `${spec.name}-composed`,
    topic: spec.topic,
    heldOut: spec.heldOut ?? false,
    wordings: spec.wordings,
    sample(random, difficulty) {
      for (;;) {
        const parameters = spec.sample(random, Math.max(1, difficulty - 2));
        const found = holes(parameters);
        if (composition.accepts?.(parameters) === false || found.length === 0) continue;
        const taken = ['e', ...(composition.letters?.(parameters) ?? [])];
        return { base: parameters, ...drawClauses(found, composition, { random, difficulty, taken }) };
      }
    },
    ask(p) {
      const sentences = p.clauses.flatMap((clause) => {
        const isInline = p.filled.some((hole) => hole.clause === clause && hole.inline !== null);
        return isInline ? clause.sentences.slice(0, -1) : clause.sentences;
      });
      const ask = spec.ask(withMarkers(p));
      const slots = Object.fromEntries(
        Object.entries(ask.slots).map(([name, slot]): [string, Slot] => [name, unmarked(slot, p)]),
      );
      return { ...ask, slots, preamble: sentences };
    },
    solve(p, work) {
      const bindings: Bindings = new Map();
      for (const clause of p.clauses) clause.solve(work, bindings);
      const parameters = bound(p, bindings);
      if (composition.restate !== undefined) {
        const slot = spec.ask(parameters).slots[composition.restate];
        if (typeof slot === 'string') work.line(`Substitute: $${tex(slot)}$`);
      }
      return spec.solve(parameters, work);
    },
  });
}
