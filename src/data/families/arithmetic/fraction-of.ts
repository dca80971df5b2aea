/** A fraction of a number, the fraction in digits or in words, and the number of which a fraction is given. */
import { defineFamily } from '../family.ts';
import { gcd, ratio } from '../kit/rational.ts';
import { grown } from '../kit/text.ts';
import { words } from '../kit/wording.ts';

interface FractionOf {
  readonly kind: 'part' | 'spoken' | 'whole';
  readonly n: number;
  readonly d: number;
  readonly whole: number;
}

const spoken: Readonly<Record<string, string>> = {
  '1/2': 'half',
  '1/3': 'a third',
  '2/3': 'two thirds',
  '1/4': 'a quarter',
  '3/4': 'three quarters',
  '1/5': 'one fifth',
  '2/5': 'two fifths',
  '3/5': 'three fifths',
  '4/5': 'four fifths',
  '1/10': 'one tenth',
};
const spokenKeys = Object.keys(spoken);

export const fractionOf = defineFamily<FractionOf>({
  name: 'fraction-of',
  topic: 'arithmetic',
  wordings: {
    part: {
      train: [
        '[What is|How much is] {f} of {w}?',
        '{f} of {w}',
        '[Find|Calculate|Work out|Compute] {f} of {w}.',
        'What number is {f} of {w}?',
        'I need {f} of {w}.',
      ],
      held: ['Take {f} of {w}.', 'How large is the part {f} of {w}?'],
    },
    spoken: {
      train: [
        '[What is|How much is|How many are] {s} of {w}?',
        '[Find|Calculate] {s} of {w}.',
        '{s} of {w}',
        'What number is {s} of {w}?',
      ],
      held: ['Take {s} of {w}.'],
    },
    whole: {
      train: [
        '{f} of a number is {p}. [What is|Find] the number.',
        '{p} is {f} of [which|what] number?',
        'If {f} of a number is {p}, what is the number?',
      ],
      held: ['Which number has {p} as its part {f}?'],
    },
  },
  sample(random, difficulty) {
    const kind = random.pick(['part', 'part', 'spoken', 'whole'] as const);
    const size = grown(difficulty, 9, 120);
    if (kind === 'spoken') {
      const [n, d] = random.pick(spokenKeys).split('/').map(Number) as [number, number];
      return { kind, n, d, whole: d * random.integer(1, size) };
    }
    for (;;) {
      const d = random.integer(2, grown(difficulty, 8, 40));
      const n = random.integer(1, difficulty > 4 && random.chance(0.2) ? 2 * d : d - 1);
      if (gcd(n, d) !== 1) continue;
      const isUneven = kind === 'part' && random.chance(0.04 * difficulty);
      return { kind, n, d, whole: isUneven ? random.integer(2, d * size) : d * random.integer(1, size) };
    }
  },
  ask({ kind, n, d, whole }) {
    const part = ratio(n, d).times(whole);
    const f = `${n}/${d}`;
    return {
      form: kind,
      slots: { f, w: String(whole), p: part.toString(), s: words(spoken[f] ?? f) },
    };
  },
  solve({ kind, n, d, whole }, work) {
    const given = kind === 'whole' ? work.copy(ratio(n, d).times(whole)) : work.copy(whole);
    const [under, over] = kind === 'whole' ? [n, d] : work.choose<[number, number]>([d, n], [[n, d]]);
    if (!given.over(under).isInteger()) {
      const product = work.calc`${over}*${given}`;
      work.line(`$${over} \\cdot ${given.toLatex()} = ${product.mark}$`);
      const value = work.frac`${product}/${under}`;
      work.line(`Divide by $${under}$: $${value.mark}$`);
      return work.answer(value.value.toLatex());
    }
    const one = work.calc`${given}/${under}`;
    work.line(`One part: $${one.mark}$`);
    if (over === 1) return work.answer(one.tex);
    const all = work.calc`${over}*${one}`;
    work.line(`$${over}$ parts: $${all.mark}$`);
    return work.answer(all.tex);
  },
});
