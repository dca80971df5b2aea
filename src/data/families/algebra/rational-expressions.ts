/** Rational expressions: cancel common factors, add, and evaluate formulas at given values. */
import type { Random } from '../../../base/random.ts';
import { defineFamily } from '../family.ts';
import { tex } from '../kit/notation.ts';
import { polynomialOf, withRoots, type Polynomial } from '../kit/polynomial.ts';
import { combineInLines, multiplyInLines } from '../kit/polynomial-lines.ts';
import { gcd, q, type Rational } from '../kit/rational.ts';
import { grown, joined, letterFor, nonZero, polynomial, polynomialTex, scaled, term } from '../kit/text.ts';

interface Cancelling {
  readonly letter: string;
  readonly common: number;
  readonly top: number;
  readonly bottom: number;
}

function factorText(letter: string, root: number): string {
  return root === 0 ? letter : `(${joined([letter, term(-root)])})`;
}

export const simplifyRational = defineFamily<Cancelling>({
  name: 'simplify-rational-expression',
  topic: 'algebra',
  wordings: {
    train: [
      'Simplify {e}.',
      '[Simplify|Reduce|Cancel] the [rational expression|fraction|expression] {e}.',
      '[Write|Express] {e} in [lowest terms|simplest form].',
      'What is {e} in simplest form?',
      'Factor and cancel: {e}',
    ],
    held: ['Cancel the common factor of {e}.', 'Bring {e} to lowest terms.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 5, 15);
    for (;;) {
      const [common, top, bottom] = [0, 0, 0].map(() => random.integer(-size, size)) as [
        number,
        number,
        number,
      ];
      if (top !== bottom) return { letter: letterFor(random), common, top, bottom };
    }
  },
  ask({ letter, common, top, bottom }) {
    return {
      slots: {
        e: `(${polynomial(withRoots([common, top]), letter)})/(${polynomial(withRoots([common, bottom]), letter)})`,
      },
    };
  },
  solve({ letter, common, top, bottom }, work) {
    const split = (root: number, name: string): [Rational, Rational] => {
      const [m, n] = work.choose<[number, number]>(
        [-common, -root],
        [[common, root === 0 && common === 0 ? 1 : root]],
      );
      const [product, sum] = [work.calc`${m}*${n}`, work.more(m, n)];
      work.line(
        `${name}: $${product.mark}$, $${sum.mark}$: $${tex(`${factorText(letter, -m)}*${factorText(letter, -n)}`)}$`,
      );
      return [q(-m), q(-n)];
    };
    const [, above] = split(top, 'Top');
    const [, below] = split(bottom, 'Bottom');
    const bare = (root: Rational): string => joined([letter, term(root.negated())]);
    return work.answer(`\\frac{${tex(bare(above))}}{${tex(bare(below))}}`);
  },
});

interface Adding {
  readonly letter: string;
  readonly a: number;
  readonly p: number;
  readonly b: number;
  readonly r: number;
}

export const addRational = defineFamily<Adding>({
  name: 'add-rational-expressions',
  topic: 'algebra',
  wordings: {
    train: [
      '[Add|Combine|Simplify] {e}.',
      '[Write|Express] {e} as a single fraction.',
      '[Combine|Bring together] {e} [over a common denominator|into one fraction].',
      'What is {e} as one fraction?',
      '[Find|Determine|Work out] {e} [as a single fraction|as one fraction in simplest form].',
      'Perform the [addition|operation] and simplify: {e}',
      'How can {e} be written as a single fraction?',
    ],
    held: ['Put {e} over one denominator.', 'Unite the fractions in {e}.'],
  },
  sample(random, difficulty) {
    const size = grown(difficulty, 4, 12);
    for (;;) {
      const [p, r] = [random.integer(-size, size), random.integer(-size, size)];
      const [a, b] = [nonZero(random, -size, size), nonZero(random, -size, size)];
      // Nothing may cancel: the new numerator must not vanish at either pole.
      if (p !== r && a + b !== 0 && gcd(a + b, a * r + b * p) === 1)
        return { letter: letterFor(random), a, p, b, r };
    }
  },
  ask({ letter, a, p, b, r }) {
    const part = (c: number, shift: number): string =>
      `${c}/${shift === 0 ? letter : `(${joined([letter, term(shift)])})`}`;
    return { slots: { e: joined([part(a, p), part(b, r)]) } };
  },
  solve({ letter, a, p, b, r }, work) {
    const [u, v] = work.choose<[number, number]>([r, p], [[p, r]]);
    const first = polynomialOf([u, 1]);
    const second = polynomialOf([v, 1]);
    work.line(
      `Numerator: $${tex(`${a}*(${polynomial(first, letter)})`)} ${b < 0 ? '-' : '+'} ${tex(`${Math.abs(b)}*(${polynomial(second, letter)})`)}$`,
    );
    const top = combineInLines(
      [
        { weight: a, of: first },
        { weight: b, of: second },
      ],
      letter,
      work,
    );
    const factors = [p, r]
      .map((shift) => tex(factorText(letter, -shift)))
      .sort((x, y) => x.length - y.length);
    return work.answer(`\\frac{${polynomialTex(top, letter)}}{${factors.join('')}}`);
  },
});

interface Formula {
  readonly text: string;
  readonly values: Readonly<Record<string, number>>;
}

function drawFormula(random: Random, difficulty: number): Formula {
  const size = scaled(difficulty, 4, 12);
  const names = random
    .shuffled(['a', 'b', 'x', 'y', 'm', 'n'])
    .slice(0, difficulty < 3 ? 1 : random.integer(1, 3));
  const values = Object.fromEntries(
    names.map((name): [string, number] => [name, random.integer(-size, size)]),
  );
  const terms = names.map((name) =>
    term(nonZero(random, -size, size), random.chance(0.3) ? `${name}**2` : name),
  );
  if (names.length > 1 && random.chance(0.4))
    terms.push(term(nonZero(random, -4, 4), `${names[0]!}*${names[1]!}`));
  return { text: joined([...terms, term(random.integer(-size, size))]), values };
}

export const substitute = defineFamily<Formula>({
  name: 'substitute-values',
  topic: 'algebra',
  wordings: {
    train: [
      '[Evaluate|Calculate|Find the value of|Work out] {e} [for|when|if|at] {v}.',
      'What is {e} [if|when|for] {v}?',
      '[If|Given that|When] {v}, [find|what is|calculate|evaluate] {e}[.|?]',
      'Substitute {v} into {e}.',
      '@let {v}. [Find|What is] {e}[.|?]',
    ],
    held: ['Which number does {e} become with {v}?', 'Put {v} into {e} and simplify.'],
  },
  sample: drawFormula,
  ask: ({ text, values }) => ({
    slots: {
      e: text,
      v: Object.entries(values)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', '),
    },
  }),
  solve({ text, values }, work) {
    const tokens = text.replaceAll('**', '^').match(/[a-z]|\d+|[-+*^]/g) ?? [];
    const parts = [''];
    const operands: number[] = [];
    for (const token of tokens) {
      if (/^[-+*^]$/.test(token)) parts[parts.length - 1] = `${parts.at(-1) ?? ''}${token}`;
      else if (/^\d/.test(token) && parts.at(-1)?.endsWith('^') === true)
        parts[parts.length - 1] = `${parts.at(-1) ?? ''}${token}`;
      else {
        operands.push(/^\d/.test(token) ? Number(token) : values[token]!);
        parts.push('');
      }
    }
    const result = work.calc(parts, ...operands);
    work.line(`$${result.mark}$`);
    return work.answer(result.tex);
  },
});

interface SquareOf {
  readonly letter: string;
  readonly a: number;
  readonly b: number;
  readonly kind: 'square' | 'difference';
}

export const binomialFormulas = defineFamily<SquareOf>({
  name: 'binomial-formulas',
  topic: 'algebra',
  wordings: {
    train: [
      'Expand {e}.',
      '[Expand|Multiply out|Work out] {e}[ and simplify|].',
      'What is {e} expanded?',
      '[Write|Express] {e} without brackets.',
      '[Simplify|Remove the brackets in] {e}.',
      '[Find|Determine] the expanded form of {e}.',
      'What do you get when you [expand|multiply out] {e}?',
    ],
    held: ['Use a binomial formula on {e}.', 'Square or multiply the binomials in {e}.'],
  },
  sample: (random, difficulty) => ({
    letter: letterFor(random),
    a: difficulty < 3 ? 1 : random.integer(1, scaled(difficulty, 3, 12)),
    b: nonZero(random, -grown(difficulty, 6, 30), grown(difficulty, 6, 30)),
    kind: random.pick(['square', 'difference'] as const),
  }),
  ask({ letter, a, b, kind }) {
    const first = joined([term(a, letter), term(b)]);
    return {
      slots: {
        e: kind === 'square' ? `(${first})**2` : `(${first})*(${joined([term(a, letter), term(-b)])})`,
      },
    };
  },
  solve({ letter, a, b, kind }, work) {
    const p: Polynomial = polynomialOf([b, a]);
    if (work.way(['formula', 'multiply']) === 'multiply') {
      const other = kind === 'square' ? p : polynomialOf([-b, a]);
      return work.answer(polynomialTex(multiplyInLines(p, other, letter, work), letter));
    }
    const [first, last] = [work.calc`${a}^2`, work.calc`${b}^2`];
    if (kind === 'difference') {
      work.line(`$${first.mark}$, $${last.mark}$`);
      return work.answer(polynomialTex([last.value.negated(), 0, first.value], letter));
    }
    const mixed = work.choose(true, [false]) ? work.calc`2*${a}*${b}` : null;
    work.line(`$${first.mark}$, ${mixed === null ? '' : `$${mixed.mark}$, `}$${last.mark}$`);
    return work.answer(polynomialTex([last.value, mixed?.value ?? 0, first.value], letter));
  },
});
