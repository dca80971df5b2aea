/**
 * Clauses that define a number before it is used: `Let a = 3 + 4.`, `Let b be 6/(-4)*(-2).`, `Let f(x) = ….
 * Let c be f(2).`, `Suppose 3*d - 7 = 5.`, two equations, or the derivative of a polynomial. Later clauses may use
 * earlier letters. Each knows how its value is found in lines; which problem uses it is not its business.
 */
import type { Random } from '../../../base/random.ts';
import { evaluateInLines, expressionText, growExpression } from '../arithmetic/expression.ts';
import { solveLinear, equationText, type LinearEquation } from '../equations/linear.ts';
import { drawRows, solveSystem, spreadOut, twoSidedText } from '../equations/system-two.ts';
import { definition, evaluateInLine } from '../kit/polynomial-lines.ts';
import { antiderivative, evaluate, polynomialOf, type Polynomial } from '../kit/polynomial.ts';
import { q, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomial, polynomialTex, scaled, term } from '../kit/text.ts';
import type { Slots } from '../kit/wording.ts';
import type { Work } from '../kit/work.ts';

/** The numbers that letters stand for, as found so far in a solution. */
export type Bindings = Map<string, Rational>;

export interface Clause {
  readonly letter: string;
  readonly sentences: readonly { readonly template: string; readonly slots: Slots }[];
  /** Writes the lines that find the letter's value, and binds it. */
  readonly solve: (work: Work, bindings: Bindings) => void;
  /** How the value can stand in a question instead of the letter, such as `f(2)`; then the last sentence falls away. */
  readonly inline: string | null;
}

export interface ClauseOptions {
  readonly random: Random;
  readonly difficulty: number;
  /** Letters in use; new ones are added. */
  readonly taken: string[];
  /** Letters defined by earlier clauses, with their values. */
  readonly known: readonly { readonly letter: string; readonly value: Rational }[];
}

function fresh({ random, taken }: ClauseOptions): string {
  const letter = letterFor(random, taken);
  taken.push(letter);
  return letter;
}

/** `Let v = a + b` or `a - b`; one of them may be an earlier letter. */
function sumClause(value: Rational, options: ClauseOptions): Clause {
  const { random, difficulty, known } = options;
  const letter = fresh(options);
  const places = value.toDecimal()?.split('.')[1]?.length ?? 0;
  const size = grown(difficulty, 20, 3000) * 10 ** places;
  const first = known.length > 0 && random.chance(0.6) ? random.pick(known) : null;
  const a = first?.value ?? q(nonZero(random, -size, size)).over(10n ** BigInt(places));
  const isSum = random.chance(0.5);
  const b = isSum ? value.minus(a) : a.minus(value);
  const show = (x: Rational): string => x.toDecimal() ?? x.toString();
  return {
    letter,
    inline: null,
    sentences: [
      {
        template: 'Let {v}.',
        slots: { v: `${letter} = ${first?.letter ?? show(a)} ${isSum ? '+' : '-'} ${show(b)}` },
      },
    ],
    solve(work, bindings) {
      const x = show(first === null ? a : (bindings.get(first.letter) ?? a));
      const y = show(b);
      const result = isSum ? work.decimal`${x}+${y}` : work.decimal`${x}-${y}`;
      work.line(`$${letter} = ${result.mark}$`);
      bindings.set(letter, result.value);
    },
  };
}

/** `Let v be <expression>`, integers with all four operations. */
function expressionClause(value: Rational, options: ClauseOptions): Clause {
  const { random, difficulty } = options;
  const letter = fresh(options);
  const growth = { operators: ['+', '-', '*', '/', '/'], size: grown(difficulty, 5, 30) } as const;
  const node = growExpression(value, random.integer(1, scaled(difficulty, 2, 4)), { growth, random });
  const text = expressionText(node);
  return {
    letter,
    inline: node.kind === 'pair' && (node.operator === '*' || node.operator === '/') ? text : null,
    sentences: [{ template: 'Let {v} be {e}.', slots: { v: letter, e: text } }],
    solve(work, bindings) {
      if (node.kind === 'number') work.line(`$${letter} = ${node.value.toLatex()}$`);
      bindings.set(
        letter,
        node.kind === 'number' ? node.value : evaluateInLines(text, work, `${letter} = `).value,
      );
    },
  };
}

/** A polynomial with the given value at a point. */
function through(at: number, value: Rational, { random, difficulty }: ClauseOptions): Polynomial {
  const size = grown(difficulty, 3, 40);
  const degree = random.integer(1, difficulty < 4 ? 2 : 3);
  const p = polynomialOf([
    0,
    ...Array.from({ length: degree - 1 }, () => (random.chance(0.8) ? random.integer(-size, size) : 0)),
    nonZero(random, -Math.ceil(size / 3), Math.ceil(size / 3)),
  ]);
  return [value.minus(evaluate(p, at)), ...p.slice(1)];
}

/** `Let f(x) = …. Let v be f(a).` */
function functionClause(value: Rational, options: ClauseOptions): Clause {
  const { random } = options;
  const [name, x, letter] = [fresh(options), fresh(options), fresh(options)];
  const at = random.integer(-9, 9);
  const p = through(at, value, options);
  return {
    letter,
    inline: `${name}(${at})`,
    sentences: [
      { template: 'Let {f}.', slots: { f: definition(name, p, x) } },
      { template: 'Let {v} be {fa}.', slots: { v: letter, fa: `${name}(${at})` } },
    ],
    solve(work, bindings) {
      const result = evaluateInLine(p, { name: `${letter} = ${name}`, at, work });
      bindings.set(letter, result.value);
    },
  };
}

/** `Let f(x) be the first derivative of …. Let v be f(a).` */
function derivativeClause(value: Rational, options: ClauseOptions): Clause {
  const { random } = options;
  const [name, x, letter] = [fresh(options), fresh(options), fresh(options)];
  const at = random.integer(-6, 6);
  const p = through(at, value, options);
  const whole = [q(random.integer(-99, 99)), ...antiderivative(p).slice(1)];
  return {
    letter,
    inline: `${name}(${at})`,
    sentences: [
      {
        template: 'Let {f} be the first derivative of {p}.',
        slots: { f: `${name}(${x})`, p: polynomial(whole, x) },
      },
      { template: 'Let {v} be {fa}.', slots: { v: letter, fa: `${name}(${at})` } },
    ],
    solve(work, bindings) {
      const derived = work.choose(p, [polynomialOf([...whole.slice(1)])]);
      work.line(`$${name}(${x}) = ${polynomialTex(derived, x)}$`);
      const result = evaluateInLine(derived, { name: `${letter} = ${name}`, at, work });
      bindings.set(letter, result.value);
    },
  };
}

/** `Suppose a*v + b = c*v + d`, a coefficient possibly an earlier letter. */
function equationClause(value: Rational, options: ClauseOptions): Clause {
  const { random, difficulty, known } = options;
  const letter = fresh(options);
  const size = grown(difficulty, 5, 60);
  const usable = known.filter(
    (entry) => entry.value.isInteger() && !['0', '1', '-1'].includes(entry.value.toString()),
  );
  const earlier = usable.length > 0 && random.chance(0.5) ? random.pick(usable) : null;
  const a = earlier === null ? nonZero(random, -size, size) : Number(earlier.value.n);
  let c = random.chance(0.4) ? random.integer(-size, size) : 0;
  if (c === a) c = 0;
  const b = random.integer(-size * 3, size * 3);
  const d = Number(value.times(a - c).plus(b).n);
  const equationWith = (first: number): LinearEquation => ({
    letter,
    left: { unknowns: [first], constants: b === 0 ? [] : [b] },
    right: { unknowns: c === 0 ? [] : [c], constants: d === 0 ? [] : [d] },
  });
  const right = joined([...(c === 0 ? [] : [term(c, letter)]), term(d)]);
  const text =
    earlier === null
      ? equationText(equationWith(a))
      : `${joined([`${earlier.letter}*${letter}`, term(b)])} = ${right}`;
  return {
    letter,
    inline: null,
    sentences: [{ template: 'Suppose {eq}.', slots: { eq: text } }],
    solve(work, bindings) {
      const first = earlier === null ? a : Number((bindings.get(earlier.letter) ?? q(a)).n);
      const equation = equationWith(first);
      if (earlier !== null) work.line(`$${equationText(equation).replaceAll('*', '')}$`);
      bindings.set(letter, solveLinear(equation, work));
    },
  };
}

/** `Suppose eq1, eq2.`: the letter is one of the two unknowns. */
function systemClause(value: Rational, options: ClauseOptions): Clause {
  const { random, difficulty } = options;
  const letter = fresh(options);
  const letters = [letter, fresh(options)] as const;
  const rows = drawRows(random, 5, [Number(value.n), random.integer(-8, 8)]);
  const [first, second] = rows.map((row) =>
    spreadOut(row, letters, { random, difficulty: Math.min(difficulty, 4) }),
  );
  const equations = [first!, second!] as const;
  return {
    letter,
    inline: null,
    sentences: [{ template: 'Suppose {eq}.', slots: { eq: equations.map(twoSidedText).join(', ') } }],
    solve(work, bindings) {
      bindings.set(letter, solveSystem({ equations, letters, asked: 0 }, work)[0]!);
    },
  };
}

const kinds = [
  sumClause,
  sumClause,
  sumClause,
  expressionClause,
  expressionClause,
  functionClause,
  equationClause,
  equationClause,
  systemClause,
  derivativeClause,
];

/** A clause that defines this value; anything but an integer is defined as a sum or an expression. */
export function drawClause(value: Rational, options: ClauseOptions): Clause {
  const { random } = options;
  if (!value.isInteger())
    return value.toDecimal() === null ? expressionClause(value, options) : sumClause(value, options);
  if (value.abs().compare(100_000) > 0) return random.pick([sumClause, equationClause])(value, options);
  return random.pick(kinds)(value, options);
}
